// Listens for the preview's news: reloads when the page is another, shows what is wrong with the newest edit. After a reload
// the reader stands where she stood: the same scroll, the same element in focus.
"use strict";
(() => {
  const shown = document.currentScript.dataset.version;
  const place = "globale-place " + location.pathname;
  let source = null;
  let box = null;
  let dismissed = "";

  // An element by the numbers of its ancestors among their siblings: ids are few.
  function path(element) {
    const numbers = [];
    for (let at = element; at && at !== document.body; at = at.parentElement) {
      numbers.unshift([...at.parentElement.children].indexOf(at));
    }
    return numbers;
  }

  function remember() {
    const focus = document.activeElement;
    const has = focus && focus !== document.body && focus !== box && document.body.contains(focus);
    const text = has && typeof focus.selectionStart === "number" ? [focus.value, focus.selectionStart, focus.selectionEnd] : null;
    const here = { x: scrollX, y: scrollY, focus: has ? { id: focus.id, name: focus.localName, path: path(focus), text } : null };
    sessionStorage.setItem(place, JSON.stringify(here));
  }

  function recall(here) {
    if (here.focus) {
      const byPath = () => here.focus.path.reduce((at, number) => at && at.children[number], document.body);
      const found = (here.focus.id && document.getElementById(here.focus.id)) || byPath();
      if (found && found.localName === here.focus.name) {
        found.focus({ preventScroll: true });
        if (here.focus.text) {
          found.value = here.focus.text[0];
          found.setSelectionRange(here.focus.text[1], here.focus.text[2]);
        }
      }
    }
    scrollTo({ left: here.x, top: here.y, behavior: "instant" });
  }

  const kept = sessionStorage.getItem(place);
  if (kept !== null) {
    sessionStorage.removeItem(place);
    history.scrollRestoration = "manual";
    // At once, for what stands already, and again when pictures have their heights.
    document.addEventListener("DOMContentLoaded", () => recall(JSON.parse(kept)));
    addEventListener("load", () => scrollTo({ left: JSON.parse(kept).x, top: JSON.parse(kept).y, behavior: "instant" }));
  }

  function element(name, className, text) {
    const made = document.createElement(name);
    made.className = className;
    made.textContent = text;
    return made;
  }

  const css = `
    .box { position: fixed; inset: auto 0 0 0; max-height: 60vh; overflow: auto; z-index: 2147483647; padding: 1rem 1.25rem;
      background: #1b1b1f; color: #f4f4f6; border-top: 4px solid #ff8a80; font: 1rem/1.5 system-ui, sans-serif;
      text-align: start; }
    h2 { margin: 0; font-size: 1.15rem; } h3 { margin: 1rem 0 0; font-size: 1rem; } p { margin: .25rem 0; }
    .place, pre { font-family: ui-monospace, monospace; font-size: .9rem; } .place { color: #b9c7ff; }
    pre { margin: .25rem 0; padding: .5rem; background: #2b2b31; overflow-x: auto; }
    mark { background: none; color: #ffb4ab; text-decoration: underline wavy; }
    button { float: inline-end; font: inherit; padding: .25rem .75rem; color: inherit; background: #3a3a42;
      border: 1px solid #8b8b95; border-radius: 4px; cursor: pointer; }
    button:focus-visible { outline: 3px solid #b9c7ff; outline-offset: 2px; }
    @media (prefers-reduced-motion: no-preference) { .box { transition: opacity .1s; } }`;

  function problem(item) {
    const made = document.createElement("section");
    made.append(element("h3", "", "[" + item.code + "] " + item.message));
    if (item.place) {
      const line = element("p", "place", item.place);
      line.dir = "ltr";
      made.append(line);
    }
    if (item.quote) {
      const pre = element("pre", "", "");
      pre.append(item.quote[0], element("mark", "", item.quote[1]), item.quote[2]);
      pre.dir = "auto";
      made.append(pre);
    }
    made.append(element("p", "", item.hint));
    return made;
  }

  function hide() {
    if (box) box.remove();
    box = null;
  }

  function show(overlay) {
    const key = JSON.stringify(overlay);
    if (key === dismissed || (box && box.dataset.key === key)) return;
    hide();
    box = document.createElement("globale-errors");
    box.dataset.key = key;
    const root = box.attachShadow({ mode: "open" });
    const sheet = new CSSStyleSheet();
    sheet.replaceSync(css);
    root.adoptedStyleSheets = [sheet];
    const inner = element("div", "box", "");
    inner.setAttribute("role", "alert");
    inner.lang = overlay.lang;
    inner.dir = "ltr";
    inner.tabIndex = -1;
    const close = element("button", "", overlay.close);
    close.type = "button";
    const dismiss = () => { dismissed = key; hide(); };
    close.addEventListener("click", dismiss);
    inner.addEventListener("keydown", (event) => { if (event.key === "Escape") dismiss(); });
    inner.append(close, element("h2", "", overlay.heading), element("p", "", overlay.note));
    for (const item of overlay.problems) inner.append(problem(item));
    document.documentElement.append(box);
    // Into the page first, then filled: so screen readers speak of it.
    root.append(inner);
  }

  function hear(event) {
    const news = JSON.parse(event.data);
    if (news.version && news.version !== shown) {
      remember();
      source.close();
      location.reload();
    } else if (news.overlay) {
      show(news.overlay);
    } else {
      dismissed = "";
      hide();
    }
  }

  // A browser keeps few connections to one place: tabs that nobody sees let go of theirs.
  function connect() {
    if (document.hidden) {
      if (source) source.close();
      source = null;
    } else if (!source) {
      source = new EventSource("/_globale/events?page=" + encodeURIComponent(location.pathname));
      source.addEventListener("state", hear);
    }
  }
  document.addEventListener("visibilitychange", connect);
  connect();
})();
