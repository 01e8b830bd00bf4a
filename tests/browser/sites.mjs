// What was built: the sites below GLOBALE_PUBLIC (`public/` where it is not set) and their pages.
import { readdirSync, readFileSync, statSync } from "node:fs";
import { dirname, join, relative, sep } from "node:path";
import { fileURLToPath } from "node:url";

const HERE = dirname(fileURLToPath(import.meta.url));
export const PUBLIC = process.env.GLOBALE_PUBLIC ?? join(HERE, "../../public");

/** The model sites must be there, in these languages, the first at the root. */
export const EXPECTED = { baerum: ["nb", "en", "ar", "ti", "pl"], sandefjord: ["nb", "nn", "en", "uk"] };

/** How translations stand: a page for those who edit, in no theme and on no reader's way. */
export const STATUS = "/_status/";

/** The pages of a site that readers meet: where each lies, and its address from the site's root. */
export const pages = (site) => everyPage(site).filter(({ path }) => path !== STATUS);

/** Every HTML file of a site, in the same way. */
export function everyPage(site) {
  const root = join(PUBLIC, site);
  const walk = (folder) =>
    readdirSync(folder, { withFileTypes: true }).flatMap((item) => {
      const path = join(folder, item.name);
      return item.isDirectory() ? walk(path) : [path];
    });
  const files = walk(root).filter((file) => file.endsWith(".html"));
  return files.sort().map((file) => {
    const inner = relative(root, file).split(sep).map(encodeURIComponent).join("/");
    return { file, path: `/${inner.replace(/(^|\/)index\.html$/, "$1")}` };
  });
}

/** The sites' names; throws where one that must be there is not. */
export function sites() {
  return Object.keys(EXPECTED).map((site) => {
    if (!statSync(join(PUBLIC, site, "index.html"), { throwIfNoEntry: false })) {
      throw new Error(`${join(PUBLIC, site)} holds no site: build first`);
    }
    return site;
  });
}

/** The site's whole address, as its front page says. */
export function baseUrl(site) {
  const home = readFileSync(join(PUBLIC, site, "index.html"), "utf8");
  const canonical = /<link rel="canonical" href="([^"]+)"/.exec(home);
  if (!canonical) throw new Error(`the front page of ${site} has no canonical address`);
  return canonical[1].replace(/\/$/, "");
}

/**
 * One page of each kind: the front page, every page directly below it, one below each of those, and 404. A theme's
 * templates follow the kinds, so each template is among them. A text under a given language only.
 */
export function kinds(site, lang) {
  const [first, ...others] = EXPECTED[site];
  const start = lang === first ? "/" : `/${lang}/`;
  const inside = (path) => path.startsWith(start) && !others.some((other) => start === "/" && path.startsWith(`/${other}/`));
  const chosen = new Map();
  for (const { path } of pages(site).filter(({ path }) => inside(path))) {
    const parts = path.slice(start.length).split("/").filter(Boolean);
    const kind = parts.length < 2 ? path : `${parts[0]}/${"*/".repeat(parts.length - 1)}`;
    if (!chosen.has(kind)) chosen.set(kind, path);
  }
  return [...chosen.values()];
}

/** The pages of a site that search: those that run the theme's script for it. */
export function searchPages(site) {
  // Data for search engines stands in a script element too, and runs nothing.
  const runs = ({ file }) => /<script(?! type="?application\/ld\+json)/.test(readFileSync(file, "utf8"));
  return pages(site).filter(runs).map(({ path }) => path);
}
