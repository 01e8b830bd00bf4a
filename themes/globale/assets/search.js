// The search page: asks the edition's index, which Pagefind made, and shows what it finds. Everything is fetched from this
// site, and only once somebody searches. Words come from the page, so that it speaks every language of the theme.
const form = document.querySelector("form.find");
const status = document.querySelector("#find-status");
const list = document.querySelector(".found");
const more = document.querySelector(".more");
const { index, ...say } = form.dataset;
const { q: words, type } = form.elements;
/** How many results are shown at a time. */
const STEP = 10;

let loading;
let found = [];
let shown = 0;

/** What searches; fetched when it is first needed. */
function engine() {
  loading ??= import(`${index}pagefind.js`).then(async (pagefind) => {
    if (pagefind.preview) return pagefind;
    await pagefind.options({ baseUrl: "/", noWorker: true, excerptLength: 24, excerptEllipsis: "…" });
    await pagefind.init();
    return pagefind;
  });
  return loading;
}

function element(name, text = "", className = "") {
  const made = document.createElement(name);
  made.textContent = text;
  if (className) made.className = className;
  return made;
}

/** A piece of the text around what was found, which stands between marks in it. Nothing of it is taken as HTML. */
function around(excerpt) {
  const piece = element("p", "", "soft");
  excerpt.split(/<mark>(.*?)<\/mark>/s).forEach((part, at) => piece.append(at % 2 ? element("mark", part) : part));
  return piece;
}

function row({ url, meta, excerpt }) {
  const item = element("li");
  const box = element("div");
  const heading = element("h2");
  const link = element("a", meta.title);
  link.href = url;
  heading.append(link);
  const kick = element("p", "", "kick");
  kick.append(element("span", meta.kind));
  if (meta.example) kick.append(element("span", say.example, "tag"));
  box.append(heading, kick, around(excerpt));
  item.append(box);
  return item;
}

/** Shows the next results; gives the first of them. */
async function next() {
  const wanted = found.slice(shown, shown + STEP);
  const rows = (await Promise.all(wanted.map((one) => one.data()))).map(row);
  shown += rows.length;
  list.append(...rows);
  list.hidden = shown === 0;
  more.hidden = shown >= found.length;
  return rows[0];
}

function clear(text) {
  found = [];
  shown = 0;
  list.replaceChildren();
  list.hidden = more.hidden = true;
  status.textContent = text;
}

async function search() {
  const asked = words.value.trim();
  const address = new URL(location.href);
  for (const [name, value] of [["q", asked], ["type", type.value]]) {
    if (value) address.searchParams.set(name, value);
    else address.searchParams.delete(name);
  }
  history.replaceState(null, "", address);
  if (!asked) return clear("");
  if (!found.length) status.textContent = say.waiting;
  try {
    const pagefind = await engine();
    if (pagefind.preview) return clear(say.preview);
    const filters = type.value ? { type: type.value } : {};
    const answer = await pagefind.debouncedSearch(asked, { filters }, 200);
    // Somebody typed on meanwhile.
    if (!answer) return;
    clear("");
    found = answer.results;
    await next();
    status.textContent = found.length ? say.count.replace("{n}", found.length) : say.none.replace("{q}", asked);
  } catch (error) {
    loading = undefined;
    clear(say.failed);
    console.warn(error);
  }
}

words.addEventListener("focus", () => engine().catch(() => (loading = undefined)), { once: true });
words.addEventListener("input", search);
type.addEventListener("change", search);
form.addEventListener("submit", (event) => {
  event.preventDefault();
  search();
});
more.addEventListener("click", async () => (await next())?.querySelector("a").focus());

const address = new URL(location.href).searchParams;
words.value = address.get("q") ?? "";
type.value = address.get("type") ?? "";
if (type.selectedIndex < 0) type.selectedIndex = 0;
search();
