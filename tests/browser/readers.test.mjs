// Both model sites as readers meet them: in a real browser, in every language, at their own root.
import assert from "node:assert/strict";
import { readFileSync, readdirSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { after, before, describe, it } from "node:test";
import { STILL, launch, tab } from "./browser.mjs";
import { serve } from "./server.mjs";
import { EXPECTED, PUBLIC, STATUS, baseUrl, kinds, pages, searchPages, sites } from "./sites.mjs";

const AXE = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
const WCAG = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"];

let chromium;
before(async () => (chromium = await launch()));
after(async () => chromium?.close());

const none = (wrong) => assert.equal(wrong.length, 0, `\n${[...new Set(wrong)].slice(0, 40).join("\n")}\n${wrong.length} in all`);

/** What the tests need of a page, read in the page itself. */
function look() {
  const all = (selector) => [...document.querySelectorAll(selector)];
  return {
    lang: document.documentElement.lang,
    dir: document.documentElement.dir,
    title: document.title,
    h1: all("h1").length,
    noindex: all("meta[name=robots]").some((meta) => meta.content.includes("noindex")),
    canonical: document.querySelector("link[rel=canonical]")?.getAttribute("href") ?? null,
    links: all("a[href]").map((link) => link.href),
    ids: all("[id]").map((element) => element.id),
    hreflang: all("link[rel=alternate][hreflang]").map((link) => [link.hreflang, link.getAttribute("href")]),
    switcher: all("nav a[hreflang][lang]").map((link) => [link.hreflang, link.href, link.getAttribute("aria-current")]),
  };
}

/** Run in a page: each rule once, of `sheets` or else of the page's own: what stands around it, selector, declarations. */
function rulesOf(sheets) {
  const apart = (selectors) => selectors.split(/,(?![^(]*\))/).map((selector) => selector.trim());
  const found = new Map();
  const gather = (rules, around) => {
    for (const rule of rules) {
      const style = rule.style?.cssText;
      if (rule.selectorText) for (const one of apart(rule.selectorText)) found.set([around, one, style].join(" "), [around, one]);
      else if (rule.cssRules) gather(rule.cssRules, `${around}@${rule.conditionText} `);
    }
  };
  const parsed = (text) => {
    const sheet = new CSSStyleSheet();
    sheet.replaceSync(text);
    return sheet;
  };
  for (const sheet of sheets?.map(parsed) ?? document.styleSheets) gather(sheet.cssRules, "");
  return [...found].map(([rule, [around, selector]]) => ({ rule, around, selector }));
}

/** Run in a page: which of the selectors match something here, whatever the pointer and the keyboard do. */
function matching(selectors) {
  const still = (selector) => selector.replace(/::[a-z-]+(\([^)]*\))?/g, "").replace(/:(hover|focus|focus-visible)\b/g, "");
  return selectors.filter((selector) => document.querySelector(still(selector) || "*"));
}

for (const site of sites()) {
  describe(site, () => {
    const languages = EXPECTED[site];
    const base = baseUrl(site);
    const seen = new Map();
    let host;
    let wrong;
    let page;
    // One town's pages from right to left, the other's in Norwegian: the templates are the same.
    const lang = languages.includes("ar") ? "ar" : languages[0];
    const sample = kinds(site, lang);

    before(async () => {
      host = await serve(join(PUBLIC, site));
      ({ page, wrong } = await tab(chromium.browser, host.origin));
    });
    after(async () => {
      await page?.close();
      await host?.close();
    });

    it("every internal link leads to a page, without an error or a request to others", async () => {
      const queue = languages.map((lang, at) => (at === 0 ? "/" : `/${lang}/`));
      const planned = new Set(queue);
      const files = new Set();
      const missing = [];
      for (let path = queue.shift(); path !== undefined; path = queue.shift()) {
        const answer = await page.goto(host.origin + path, { waitUntil: "load" });
        if (!answer.ok()) continue;
        const found = await page.evaluate(look);
        seen.set(path, found);
        for (const link of found.links) {
          const url = new URL(link);
          if (url.origin !== host.origin) continue;
          if (/\.(?!html)[a-z0-9]+$/.test(url.pathname)) files.add(url.pathname);
          else if (!planned.has(url.pathname)) {
            planned.add(url.pathname);
            queue.push(url.pathname);
          }
        }
      }
      for (const path of files) {
        const answer = await fetch(host.origin + path);
        if (!answer.ok) missing.push(`${path}: ${answer.status}`);
      }
      none([...wrong.splice(0), ...missing]);
      assert.ok(seen.size > 20, `only ${seen.size} pages found`);
    });

    it("every link with a # leads to a place on its page", () => {
      const lost = [];
      for (const [path, found] of seen) {
        for (const link of found.links) {
          const url = new URL(link);
          const id = decodeURIComponent(url.hash.slice(1));
          const target = url.origin === host.origin && id && seen.get(url.pathname);
          if (target && !target.ids.includes(id)) lost.push(`${path}: ${url.pathname}${url.hash}`);
        }
      }
      none(lost);
    });

    it("every page can be reached by following links", () => {
      const published = pages(site).map(({ path }) => path).filter((path) => !path.endsWith("/404.html"));
      none(published.filter((path) => !seen.has(path)));
    });

    it("every page says its language, has a title of its own and one main heading", () => {
      const odd = [];
      const titles = new Map();
      for (const [path, { lang, dir, title, h1 }] of seen) {
        const expected = languages.slice(1).find((other) => path.startsWith(`/${other}/`)) ?? languages[0];
        if (lang !== expected) odd.push(`${path}: lang="${lang}"`);
        if (dir !== (lang === "ar" ? "rtl" : "ltr")) odd.push(`${path}: dir="${dir}"`);
        if (h1 !== 1) odd.push(`${path}: ${h1} h1`);
        if (!title.trim()) odd.push(`${path}: no title`);
        const key = `${lang} ${title}`;
        if (titles.has(key)) odd.push(`${path}: titled as ${titles.get(key)}: ${title}`);
        titles.set(key, path);
      }
      none(odd);
    });

    it("translations name each other and themselves", () => {
      const odd = [];
      const local = (url) => (url.startsWith(`${base}/`) ? url.slice(base.length) : null);
      for (const [path, found] of seen) {
        if (found.hreflang.length === 0) continue;
        const here = new Map(found.hreflang);
        if (local(here.get(found.lang) ?? "") !== path) odd.push(`${path}: does not name itself`);
        if (!here.has("x-default")) odd.push(`${path}: no x-default`);
        for (const [lang, url] of here) {
          const there = seen.get(local(url));
          if (!there) odd.push(`${path}: ${lang} leads to ${url}, which is no page`);
          else if (lang !== "x-default" && there.lang !== lang) odd.push(`${path}: ${url} is not in ${lang}`);
          else if (there.hreflang.join() !== found.hreflang.join()) odd.push(`${path}: ${url} names others`);
        }
        for (const [lang, href] of found.switcher) {
          const named = here.get(lang);
          if (named && local(named) !== new URL(href).pathname) odd.push(`${path}: switcher and hreflang disagree on ${lang}`);
        }
      }
      none(odd);
      const translated = [...seen.values()].filter((found) => found.hreflang.length > 0);
      assert.ok(translated.length > 20, `only ${translated.length} pages name translations`);
    });

    it("the language switcher leads to the same page in the other language, and back", async () => {
      const odd = [];
      // The whole handbook is there in the languages that have some of it, so not on every side of the switcher.
      const everywhere = (path) => !path.endsWith("404.html") && !path.endsWith("/bok/");
      for (const path of kinds(site, languages[0]).filter(everywhere)) {
        await page.goto(host.origin + path);
        for (const other of languages.slice(1)) {
          const way = (lang) => `nav a[hreflang="${lang}"][lang="${lang}"]`;
          await Promise.all([page.waitForNavigation(), page.$eval(way(other), (link) => link.click())]);
          const lang = await page.$eval("html", (html) => html.lang);
          if (lang !== other) odd.push(`${path}: leads to ${page.url()} in ${lang}`);
          await Promise.all([page.waitForNavigation(), page.$eval(way(languages[0]), (link) => link.click())]);
          if (new URL(page.url()).pathname !== path) odd.push(`${path}: comes back to ${page.url()}`);
        }
      }
      none([...odd, ...wrong.splice(0)]);
    });

    it("what is missing is said in the reader's language", async () => {
      for (const [at, lang] of languages.entries()) {
        const answer = await page.goto(`${host.origin}${at === 0 ? "" : `/${lang}`}/finnes-ikke/`);
        assert.equal(answer.status(), 404);
        const found = await page.evaluate(look);
        assert.deepEqual([found.lang, found.h1, found.noindex], [lang, 1, true]);
      }
      wrong.length = 0;
    });

    it("no page lacks a style: every rule that matches something on it is in its own stylesheet", async () => {
      const names = readdirSync(join(PUBLIC, site, "assets")).filter((name) => name.endsWith(".css"));
      const sheets = names.map((name) => readFileSync(join(PUBLIC, site, "assets", name), "utf8"));
      await page.goto(`${host.origin}/`);
      const all = await page.evaluate(rulesOf, sheets);
      assert.ok(all.length > 300, `only ${all.length} rules found`);
      const odd = [];
      for (const path of languages.flatMap((lang) => kinds(site, lang))) {
        await page.goto(host.origin + path);
        const own = new Set((await page.evaluate(rulesOf, null)).map(({ rule }) => rule));
        const others = all.filter(({ rule }) => !own.has(rule));
        const matched = new Set(await page.evaluate(matching, others.map(({ selector }) => selector)));
        const lacking = others.filter(({ selector }) => matched.has(selector));
        odd.push(...lacking.map(({ around, selector }) => `${path}: ${around}${selector}`));
      }
      none([...odd, ...wrong.splice(0)]);
    });

    it("Arabic and Ethiopic letters are neither slanted nor spaced, and their lines have room", async () => {
      const odd = [];
      for (const path of languages.flatMap((lang) => kinds(site, lang))) {
        await page.goto(host.origin + path);
        const found = await page.evaluate(() => {
          const wrong = [];
          const texts = document.createTreeWalker(document.querySelector("main"), NodeFilter.SHOW_TEXT);
          for (let text = texts.nextNode(); text; text = texts.nextNode()) {
            if (!/[\p{Script=Arabic}\p{Script=Ethiopic}]{2}/u.test(text.data)) continue;
            const element = text.parentElement;
            if (element.closest("svg") || !/^(ar|ti)/.test(element.closest("[lang]").lang)) continue;
            const style = getComputedStyle(element);
            const line = parseFloat(style.lineHeight) / parseFloat(style.fontSize);
            if (style.fontStyle !== "normal" || parseFloat(style.letterSpacing) > 0 || parseFloat(style.letterSpacing) < 0 || line < 1.39) {
              wrong.push(`${element.localName}.${element.className}: ${style.fontStyle}, ${style.letterSpacing}, ${line}: ${text.data.trim().slice(0, 30)}`);
            }
          }
          return wrong;
        });
        odd.push(...found.map((what) => `${path}: ${what}`));
      }
      none([...odd, ...wrong.splice(0)]);
    });

    it("a machine without a font for Ethiopic letters fetches one on pages in them, and on no other", async () => {
      const bare = await launch({ without: "ti" });
      try {
        const fetched = [];
        const reader = await bare.browser.newPage();
        reader.on("request", (request) => {
          if (request.resourceType() === "font") fetched.push(new URL(request.frame().url()).pathname);
        });
        for (const [at] of languages.entries()) {
          await reader.goto(`${host.origin}${at === 0 ? "/" : `/${languages[at]}/`}`, { waitUntil: "networkidle0" });
        }
        assert.deepEqual(fetched, languages.includes("ti") ? ["/ti/"] : []);
      } finally {
        await bare.close();
      }
    });

    it("the skip link works by keyboard", async () => {
      const odd = [];
      await page.setViewport({ width: 1280, height: 800 });
      for (const path of sample) {
        await page.goto(host.origin + path);
        await page.keyboard.press("Tab");
        const first = await page.evaluate(() => {
          const { hash = "", textContent } = document.activeElement;
          const box = document.activeElement.getBoundingClientRect();
          const seen = box.width > 1 && box.height > 1 && box.top >= 0 && box.left >= 0;
          return { hash, textContent, seen, leads: hash.length > 1 && !!document.getElementById(hash.slice(1)) };
        });
        if (!first.leads) odd.push(`${path}: the first stop is "${first.textContent.trim()}"`);
        else if (!first.seen) odd.push(`${path}: the skip link is not seen`);
        await page.keyboard.press("Enter");
        await page.keyboard.press("Tab");
        const inside = await page.evaluate(() => {
          const main = document.querySelector("main");
          const { activeElement } = document;
          const after = main.compareDocumentPosition(activeElement) & Node.DOCUMENT_POSITION_FOLLOWING;
          return main.contains(activeElement) || (!main.querySelector("a[href],button,summary,input") && after);
        });
        if (!inside) odd.push(`${path}: after the skip link the next stop is not in the text`);
      }
      none([...odd, ...wrong.splice(0).filter((line) => !line.includes("404"))]);
    });

    it("a picture opens larger by keyboard, and gives focus back", async () => {
      const shows = ({ file, path }) =>
        path.startsWith(lang === languages[0] ? "/" : `/${lang}/`) && readFileSync(file, "utf8").includes('class="zoom"');
      const found = pages(site).find(shows);
      assert.ok(found, "no page has a picture to open");
      await page.setViewport({ width: 360, height: 740 });
      await page.goto(host.origin + found.path);
      const state = () =>
        page.evaluate(() => {
          const open = document.querySelector(":popover-open");
          const picture = open?.querySelector("img").getBoundingClientRect();
          return {
            open: Boolean(open),
            fits: !picture || (picture.width <= innerWidth && picture.height <= innerHeight && picture.left >= 0),
            inside: Boolean(open?.contains(document.activeElement)),
            focused: document.activeElement.getAttribute("aria-label"),
          };
        });
      await page.focus(".zoom button");
      const before = await state();
      assert.ok(before.focused && !before.open, "the button has a name, and nothing is open");
      for (const close of ["Escape", "Enter"]) {
        await page.keyboard.press("Enter");
        await page.waitForFunction(() => document.querySelector(":popover-open img")?.complete);
        const { open, inside, fits, focused } = await state();
        assert.ok(open && inside && fits && focused, "it is open, fits, and its closing button has the focus");
        await page.keyboard.press(close);
        assert.deepEqual(await state(), before, `${close} closes it and gives focus back`);
      }
      await page.setViewport({ width: 1280, height: 800 });
    });

    it("nothing scrolls sideways at 320 px", async () => {
      const wide = [];
      await page.setViewport({ width: 320, height: 640, isMobile: true, hasTouch: true });
      for (const path of [STATUS, ...languages.flatMap((lang) => kinds(site, lang))]) {
        await page.goto(host.origin + path);
        const [width, worst] = await page.evaluate(() => {
          const width = document.scrollingElement.scrollWidth;
          const over = [...document.body.querySelectorAll("*")].filter((element) => element.getBoundingClientRect().right > 321);
          return [width, over[0]?.outerHTML.slice(0, 100) ?? ""];
        });
        if (width > 320) wide.push(`${path}: ${width} px wide: ${worst}`);
      }
      await page.setViewport({ width: 1280, height: 800 });
      none(wide);
    });

    it("every page but the one to search from reads the same with JavaScript off", async () => {
      const odd = [];
      const text = () => page.$eval("main", (main) => main.innerText);
      const still = sample.filter((path) => !searchPages(site).includes(path));
      assert.equal(still.length, sample.length - 1, "one page searches");
      for (const path of still) {
        await page.goto(host.origin + path);
        const withScripts = await text();
        await page.setJavaScriptEnabled(false);
        await page.goto(host.origin + path);
        const without = await text();
        await page.setJavaScriptEnabled(true);
        if (without.trim().length < 20) odd.push(`${path}: hardly any text`);
        if (without !== withScripts) odd.push(`${path}: another text with JavaScript`);
      }
      none(odd);
    });

    it(`WCAG 2.2 AA on one page of each kind in ${lang}, light and dark, narrow and wide`, async (test) => {
      const violations = [];
      const advice = new Set();
      let passes = 0;
      // Whoever looks after translations is a reader too.
      for (const path of lang === languages[0] ? [...sample, STATUS] : sample) {
        for (const width of [360, 1280]) {
          await page.setViewport({ width, height: 800 });
          await page.goto(host.origin + path);
          await page.evaluate(AXE);
          for (const scheme of ["light", "dark"]) {
            await page.emulateMediaFeatures([...STILL, { name: "prefers-color-scheme", value: scheme }]);
            const tags = [...WCAG, "best-practice"];
            const options = { runOnly: tags, resultTypes: ["violations"] };
            const result = await page.evaluate((options) => globalThis.axe.run(options), options);
            passes += result.passes.length;
            for (const { id, help, nodes, tags } of result.violations) {
              const line = `${path} (${width}, ${scheme}): ${id}: ${help}: ${nodes[0].html.slice(0, 120)}`;
              if (tags.includes("best-practice")) advice.add(line);
              else violations.push(line);
            }
          }
        }
      }
      await page.setViewport({ width: 1280, height: 800 });
      for (const line of advice) test.diagnostic(`best practice: ${line}`);
      assert.ok(passes > 100, "axe checked hardly anything");
      none(violations);
    });
  });
}
