import { launch } from "./browser.mjs"; import { serve } from "./server.mjs"; import { kinds, PUBLIC } from "./sites.mjs"; import { join } from "node:path"; import { mkdirSync } from "node:fs";
const [site, lang, width, scheme, out, only] = process.argv.slice(2);
const { browser, close } = await launch(); const host = await serve(join(PUBLIC, site)); mkdirSync(out, { recursive: true });
const page = await browser.newPage(); await page.emulateMediaFeatures([{ name: "prefers-color-scheme", value: scheme }, { name: "prefers-reduced-motion", value: "reduce" }]);
await page.setViewport({ width: +width, height: 900 });
const paths = only ? only.split(",") : kinds(site, lang); let n = 0;
for (const path of paths) { await page.goto(host.origin + path, { waitUntil: "load" });
 await page.evaluate(async () => { for (const i of document.images) i.loading = "eager"; await Promise.all([...document.images].map((i) => i.decode().catch(() => 0))); });
 const h = await page.evaluate(() => document.documentElement.scrollHeight);
 const wide = await page.evaluate(() => document.documentElement.scrollWidth > innerWidth);
 const name = String(n++).padStart(2, "0") + "-" + (path.replaceAll("/", "_") || "home"); if (wide) console.log("WIDE", path);
 await page.screenshot({ path: join(out, name + ".png"), fullPage: true, clip: undefined }); }
console.log(n, "pages", site, lang, width, scheme); await host.close(); await close();
