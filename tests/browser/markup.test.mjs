// Every page's markup, without a browser.
import assert from "node:assert/strict";
import { test } from "node:test";
import { FileSystemConfigLoader, HtmlValidate } from "html-validate";
import { PUBLIC, everyPage, sites } from "./sites.mjs";
import { relative } from "node:path";

const loader = new FileSystemConfigLoader({
  root: true,
  extends: ["html-validate:standard", "html-validate:a11y"],
  rules: {
    // How it is written is the theme's own matter.
    "attr-quotes": "off",
    "attribute-boolean-style": "off",
    "attribute-empty-style": "off",
    "doctype-style": "off",
    "no-trailing-whitespace": "off",
    "void-style": "off",
    "no-raw-characters": "off",
    "no-inline-style": "off",
    // Titles are the writers'.
    "long-title": "off",
    // Everything comes from the site itself.
    "require-sri": "off",
  },
});
const validator = new HtmlValidate(loader);

for (const site of sites()) {
  const all = everyPage(site);
  test(`${site}: valid HTML on all ${all.length} pages`, async () => {
    assert.ok(all.length > 20, "a model site has more pages");
    const wrong = [];
    for (const { file } of all) {
      const report = await validator.validateFile(file);
      for (const { messages } of report.results) {
        for (const { line, column, ruleId, message } of messages) {
          wrong.push(`${relative(PUBLIC, file)}:${line}:${column}: ${message} (${ruleId})`);
        }
      }
    }
    assert.equal(wrong.length, 0, `\n${wrong.slice(0, 40).join("\n")}\n${wrong.length} in all`);
  });
}
