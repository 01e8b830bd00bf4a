// Search as readers use it: in a real browser, on both model sites, with nothing fetched from anywhere else.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { after, before, describe, it } from "node:test";
import { gzipSync } from "node:zlib";
import { STILL, launch, tab } from "./browser.mjs";
import { serve } from "./server.mjs";
import { EXPECTED, PUBLIC, pages, searchPages, sites } from "./sites.mjs";

const AXE = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
const WCAG = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"];

/** By site and search page: a word as a reader may type it, what one of the pages found is called, and the form in its text. */
const WORDS = {
  baerum: [
    ["/sok/", "ansettelsenes", "For deg som vil ansette", "ansette"],
    ["/en/search/", "employers", "Company visits", "employer"],
    ["/ar/search/", "الشركات", "الشركات", "الشركة"],
    ["/ti/search/", "ስራሕ", "ስራሕ ንእትደልዩ", "ስራሕ"],
    ["/pl/szukaj/", "firmami", "Firmy", "Firma"],
  ],
  sandefjord: [
    ["/sok/", "kommunenes", "De som er med", "kommune"],
    ["/nn/sok/", "kommunar", "Malar", "kommune"],
    ["/uk/poshuk/", "роботу", "Якщо ви шукаєте роботу", "роботу"],
  ],
};

let chromium;
before(async () => (chromium = await launch()));
after(async () => chromium?.close());

/** What the page shows of a search that is over. */
const answer = async (page) => {
  await page.waitForFunction(() => /\d|«|“|„/.test(document.querySelector("#find-status").textContent), { timeout: 20000 });
  return page.evaluate(() => ({
    status: document.querySelector("#find-status").textContent,
    titles: [...document.querySelectorAll(".found a")].map((link) => link.textContent),
    links: [...document.querySelectorAll(".found a")].map((link) => link.pathname),
    kinds: [...document.querySelectorAll(".found .kick span:first-child")].map((kind) => kind.textContent),
    marks: [...document.querySelectorAll(".found mark")].map((mark) => mark.textContent),
  }));
};

for (const site of sites()) {
  describe(`${site}: search`, () => {
    let host;
    let page;
    let wrong;
    before(async () => {
      host = await serve(join(PUBLIC, site));
      ({ page, wrong } = await tab(chromium.browser, host.origin));
    });
    after(async () => {
      await page?.close();
      await host?.close();
    });

    it("is one page a language, and no other page runs a script", () => {
      const found = searchPages(site);
      assert.equal(found.length, EXPECTED[site].length, found.join(" "));
      for (const { file, path } of pages(site)) {
        const html = readFileSync(file, "utf8");
        assert.equal(html.includes("wasm-unsafe-eval"), found.includes(path), path);
        assert.ok(!/ on[a-z]+=/.test(html.match(/<body[^>]*>/)?.[0] ?? ""), path);
      }
      const script = gzipSync(readFileSync(join(PUBLIC, site, "assets/search.js")));
      assert.ok(script.length <= 6 * 1024, `${script.length} bytes compressed`);
    });

    for (const [path, word, title, form] of WORDS[site]) {
      it(`finds “${title}” by “${word}” on ${path}`, async () => {
        await page.goto(`${host.origin}${path}?q=${encodeURIComponent(word)}`, { waitUntil: "networkidle0" });
        const { titles, links, marks } = await answer(page);
        assert.ok(titles.some((found) => found.includes(title)), titles.join(" | "));
        assert.ok(marks.some((mark) => mark.toLowerCase().includes(form.toLowerCase())), marks.join(" | "));
        for (const link of links) assert.equal((await fetch(host.origin + link)).status, 200, link);
        assert.deepEqual(wrong.splice(0), []);
      });
    }

    it("works by keyboard: words, kind, the first result; and the address remembers it", async () => {
      await page.goto(`${host.origin}/sok/`, { waitUntil: "networkidle0" });
      await page.focus("#find-words");
      await page.keyboard.type("mentor");
      await page.keyboard.press("Enter");
      const all = await answer(page);
      assert.match(all.status, /\d/);
      await page.keyboard.press("Tab");
      assert.equal(await page.evaluate(() => document.activeElement.id), "find-type");
      await page.select("#find-type", "Håndbok");
      await page.waitForFunction(() => [...document.querySelectorAll(".found .kick span:first-child")].every((kind) => kind.textContent === "Håndbok"));
      const some = await answer(page);
      assert.ok(some.kinds.length > 0 && parseInt(some.status.match(/\d+/)[0]) < parseInt(all.status.match(/\d+/)[0]), `${all.status}, ${some.status}`);
      await page.keyboard.press("Tab");
      await page.keyboard.press("Tab");
      assert.equal(await page.evaluate(() => document.activeElement.closest(".found li:first-child") !== null), true);
      assert.equal(new URL(page.url()).search, "?q=mentor&type=H%C3%A5ndbok");
      await page.reload({ waitUntil: "networkidle0" });
      assert.deepEqual((await answer(page)).titles, some.titles);
      assert.deepEqual(wrong.splice(0), []);
    });

    it("says when nothing is found, and takes no words for HTML", async () => {
      const words = "<img src=x onerror=alert(1)>qwxqwx";
      await page.goto(`${host.origin}/sok/?q=${encodeURIComponent(words)}`, { waitUntil: "networkidle0" });
      const { status, titles } = await answer(page);
      assert.ok(titles.length > 0 || status.includes(words), status);
      assert.equal(await page.$$eval("main img", (images) => images.length), 0);
      assert.deepEqual(wrong.splice(0), []);
    });

    it("without a script the page lists every kind of page, and no box to search from", async () => {
      await page.setJavaScriptEnabled(false);
      await page.goto(`${host.origin}/sok/`);
      const { boxes, links } = await page.evaluate(() => ({
        boxes: [...document.querySelectorAll("form")].filter((form) => form.checkVisibility()).length,
        links: [...document.querySelectorAll(".index a")].map((link) => link.pathname),
      }));
      await page.setJavaScriptEnabled(true);
      assert.equal(boxes, 0);
      for (const kind of ["/historier/", "/bedrifter/", "/handbok/"]) {
        assert.ok(links.includes(kind) && links.some((link) => link.startsWith(kind) && link !== kind), kind);
      }
    });

    it("WCAG 2.2 AA with results, in every language, light and dark, narrow and wide", async () => {
      const violations = [];
      for (const [path, word] of WORDS[site]) {
        for (const width of [360, 1280]) {
          await page.setViewport({ width, height: 800 });
          await page.goto(`${host.origin}${path}?q=${encodeURIComponent(word)}`, { waitUntil: "networkidle0" });
          await answer(page);
          const wide = await page.evaluate(() => document.scrollingElement.scrollWidth);
          if (wide > width) violations.push(`${path}: ${wide} px wide at ${width}`);
          await page.evaluate(AXE);
          for (const scheme of ["light", "dark"]) {
            await page.emulateMediaFeatures([...STILL, { name: "prefers-color-scheme", value: scheme }]);
            const result = await page.evaluate((tags) => globalThis.axe.run({ runOnly: tags, resultTypes: ["violations"] }), WCAG);
            violations.push(...result.violations.map(({ id, nodes }) => `${path} (${width}, ${scheme}): ${id}: ${nodes[0].html.slice(0, 160)}`));
          }
        }
      }
      await page.setViewport({ width: 1280, height: 800 });
      assert.deepEqual(violations, []);
      assert.deepEqual(wrong.splice(0), []);
    });
  });
}
