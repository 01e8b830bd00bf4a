// The preview in a browser: an edit shows where the reader stands; an error lies over the page and goes away by itself.
import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { after, before, test } from "node:test";
import { launch } from "./browser.mjs";

const ROOT = join(dirname(fileURLToPath(import.meta.url)), "../..");
const GLOBALE = process.env.GLOBALE ?? join(ROOT, "target/debug/globale");
const STORY = "content/vik/stories/first/index.nb.md";
let folder, preview, origin, browser, close;

/** Changes a file of the project. */
function edit(file, old, text) {
  const path = join(folder, file);
  const before = readFileSync(path, "utf8");
  assert.ok(before.includes(old), `${file} holds no ${old}`);
  writeFileSync(path, before.replace(old, () => text));
}

before(async () => {
  folder = mkdtempSync(join(tmpdir(), "globale-preview-"));
  cpSync(join(ROOT, "tests/it/small"), folder, { recursive: true });
  const long = Array.from({ length: 200 }, (_, number) => `Avsnitt ${number}.\n`).join("\n");
  edit(STORY, "Et avsnitt.", `Et avsnitt.\n\n${long}`);
  edit("themes/plain/templates/page.html", "</body>", '<form><input name="a"><input name="b"></form></body>');
  preview = spawn(GLOBALE, ["serve", "--port", "0", "--root", folder], { stdio: ["ignore", "pipe", "ignore"] });
  const line = await new Promise((heard) => preview.stdout.once("data", heard));
  origin = /http:\/\/[^/]+/.exec(String(line))[0];
  ({ browser, close } = await launch());
});

after(async () => {
  await close?.();
  preview?.kill();
  rmSync(folder, { recursive: true, force: true });
});

test("an edit shows, and the reader stands where she stood", async () => {
  const page = await browser.newPage();
  await page.goto(`${origin}/historier/first/`);
  await page.type('input[name="b"]', "halvskrevet");
  await page.evaluate(() => scrollTo(0, 1500));
  edit(STORY, "Et avsnitt.", "Et endret avsnitt.");
  await page.waitForFunction(() => document.body.textContent.includes("Et endret avsnitt."));
  await page.waitForFunction(() => scrollY === 1500);
  const field = await page.evaluate(() => [document.activeElement.name, document.activeElement.value]);
  assert.deepEqual(field, ["b", "halvskrevet"]);
  // Another page's edit is no news of this one.
  await page.evaluate(() => { window.same = true; });
  edit("content/vik/stories/first/index.en.md", "A paragraph.", "Another paragraph.");
  await new Promise((done) => setTimeout(done, 1500));
  assert.ok(await page.evaluate(() => window.same), "it did not reload");
  await page.close();
});

test("an error lies over the page until it is mended", async () => {
  const page = await browser.newPage();
  await page.goto(`${origin}/historier/first/`);
  edit(STORY, "Avsnitt 3.", "Avsnitt [3](@/stories/non).");
  await page.waitForSelector("globale-errors");
  assert.ok(await page.evaluate(() => document.body.textContent.includes("Avsnitt 3.")), "the page is as it was");
  edit(STORY, "Avsnitt [3](@/stories/non).", "Avsnitt tre.");
  await page.waitForFunction(() => document.body.textContent.includes("Avsnitt tre."));
  await page.waitForFunction(() => !document.querySelector("globale-errors"));
  await page.close();
});
