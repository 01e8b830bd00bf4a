// What machines read of the model sites, held against parsers that are not ours.
import assert from "node:assert/strict";
import { readFileSync, readdirSync, statSync } from "node:fs";
import { join } from "node:path";
import { describe, it } from "node:test";
import { XMLParser, XMLValidator } from "fast-xml-parser";
import { parseAtomFeed, parseJsonFeed } from "feedsmith";
import ICAL from "ical.js";
import jpeg from "jpeg-js";
import jsonld from "jsonld";
import Papa from "papaparse";
import { PNG } from "pngjs";
import { EXPECTED, PUBLIC, baseUrl, pages, sites } from "./sites.mjs";

/** What search engines ask of each type, and what our types promise beside. */
const REQUIRED = {
  NGO: ["name", "url"],
  Article: ["headline", "author", "publisher", "mainEntityOfPage", "inLanguage"],
  NewsArticle: ["headline", "author", "publisher", "mainEntityOfPage", "inLanguage"],
  Event: ["name", "startDate", "location", "eventStatus", "organizer"],
  Organization: ["name", "mainEntityOfPage"],
  MonetaryGrant: ["name", "funder", "mainEntityOfPage"],
  BreadcrumbList: ["itemListElement"],
  ListItem: ["position", "name", "item"],
};

/** Every file of a site whose name ends so, from the site's root. */
function files(site, end) {
  const root = join(PUBLIC, site);
  return readdirSync(root, { recursive: true }).filter((name) => name.endsWith(end) && statSync(join(root, name)).isFile());
}

/** The root of a file of XML, strictly read; attributes begin with `@`, and elements named in `lists` are always lists. */
function xml(site, name, lists) {
  const text = read(site, name);
  assert.equal(XMLValidator.validate(text), true, name);
  return new XMLParser({ ignoreAttributes: false, attributeNamePrefix: "@", isArray: (tag) => lists.includes(tag) }).parse(text);
}

const read = (site, name) => readFileSync(join(PUBLIC, site, name), "utf8");
const unescaped = (html) =>
  html.replace(/&(lt|gt|quot|#x27|#39|amp);/g, (_, name) => ({ lt: "<", gt: ">", quot: '"', amp: "&" })[name] ?? "'");

/** The metas, links and data in a page's head. */
function head(file) {
  const html = readFileSync(file, "utf8");
  const attributes = (tag) => Object.fromEntries([...tag.matchAll(/([\w-]+)="([^"]*)"/g)].map(([, name, value]) => [name, unescaped(value)]));
  const all = (name) => [...html.matchAll(new RegExp(`<${name} [^>]*>`, "g"))].map(([tag]) => attributes(tag));
  const metas = Object.fromEntries(all("meta").map((meta) => [meta.property ?? meta.name, meta.content]));
  const data = [...html.matchAll(/<script type="application\/ld\+json">(.*?)<\/script>/gs)].map(([, text]) => JSON.parse(text));
  return { metas, data, links: all("link") };
}

/** Every object of a graph that has a type. */
function* nodes(value) {
  if (Array.isArray(value)) for (const item of value) yield* nodes(item);
  else if (value && typeof value === "object") {
    if (value["@type"]) yield value;
    for (const inner of Object.values(value)) yield* nodes(inner);
  }
}

for (const site of sites()) {
  describe(`${site}, as machines read it`, () => {
    const base = baseUrl(site);
    const addresses = new Set(pages(site).map(({ path }) => base + decodeURI(path)));
    const known = (url) => addresses.has(decodeURI(url));

    it("Atom and JSON feeds parse, and name pages that are there", () => {
      const atom = files(site, "atom.xml");
      const json = files(site, "feed.json");
      assert.ok(atom.length > EXPECTED[site].length, "a feed for each language, and for each type");
      assert.equal(atom.length, json.length);
      let items = 0;
      for (const name of atom) {
        const feed = parseAtomFeed(read(site, name));
        assert.ok(feed.title && feed.id && feed.updated, name);
        assert.equal(feed.links.find((link) => link.rel === "self").href, encodeURI(`${base}/${name}`));
        for (const entry of feed.entries ?? []) {
          assert.ok(known(entry.id), `${name}: ${entry.id}`);
          assert.ok(!Number.isNaN(Date.parse(entry.updated)), `${name}: ${entry.updated}`);
        }
        const twin = parseJsonFeed(read(site, name.replace("atom.xml", "feed.json")));
        assert.deepEqual((twin.items ?? []).map(({ id }) => id), (feed.entries ?? []).map(({ id }) => id), name);
        items += feed.entries?.length ?? 0;
      }
      for (const name of json) {
        const feed = parseJsonFeed(read(site, name));
        assert.ok(EXPECTED[site].includes(feed.language), `${name}: ${feed.language}`);
        for (const item of feed.items ?? []) {
          assert.ok(item.id && item.content_text && item.date_modified, `${name}: ${item.id}`);
          if (item.image) assert.ok(statSync(join(PUBLIC, site, decodeURI(item.image.slice(base.length)))).size > 1000);
        }
      }
      assert.ok(items > 3, `${items} entries`);
    });

    it("sitemaps parse, and name each page search engines may list, in each of its languages", () => {
      assert.match(read(site, "robots.txt"), new RegExp(`^Sitemap: ${base}/sitemap\\.xml$`, "m"));
      const maps = xml(site, "sitemap.xml", ["sitemap"]).sitemapindex.sitemap.map(({ loc }) => loc.slice(base.length + 1));
      assert.equal(maps.length, EXPECTED[site].length, "a sitemap for each language");
      const urls = maps.flatMap((name) => xml(site, name, ["url", "xhtml:link"]).urlset.url);
      const alternates = new Map(urls.map((url) => [url.loc, (url["xhtml:link"] ?? []).map((link) => link["@href"])]));
      assert.equal(alternates.size, urls.length, "no page is named twice");
      const listed = pages(site).filter(({ file, path }) => {
        const { metas, links } = head(file);
        return !metas.robots?.includes("noindex") && links.find(({ rel }) => rel === "canonical")?.href === base + path;
      });
      assert.deepEqual([...alternates.keys()].sort(), listed.map(({ path }) => base + path).sort());
      for (const [url, others] of alternates) {
        for (const other of others) assert.ok(alternates.get(other)?.includes(url), `${other} leads back to ${url}`);
      }
    });

    it("calendars parse, each date with its own lasting name", () => {
      const found = files(site, ".ics");
      assert.ok(found.length > 0, "there are grants with deadlines");
      for (const name of found) {
        const text = readFileSync(join(PUBLIC, site, name));
        for (const line of text.toString("utf8").split("\r\n")) assert.ok(Buffer.byteLength(line) <= 75, `${name}: ${line}`);
        const calendar = new ICAL.Component(ICAL.parse(text.toString("utf8")));
        assert.equal(calendar.getFirstPropertyValue("version"), "2.0");
        const events = calendar.getAllSubcomponents("vevent").map((event) => new ICAL.Event(event, { strictExceptions: true }));
        assert.ok(events.length > 0, `${name} holds dates`);
        assert.equal(new Set(events.map(({ uid }) => uid)).size, events.length);
        for (const event of events) {
          assert.ok(event.summary && event.startDate.toJSDate() <= event.endDate.toJSDate(), `${name}: ${event.uid}`);
          assert.ok(known(event.component.getFirstPropertyValue("url")), `${name}: ${event.uid}`);
        }
      }
    });

    it("JSON-LD holds what each type must have, and nothing a vocabulary does not know", async () => {
      // The context's words, without asking others for it: each of its own.
      const documentLoader = async (url) => {
        assert.equal(new URL(url).hostname, "schema.org");
        return { contextUrl: null, documentUrl: url, document: { "@context": { "@vocab": "https://schema.org/" } } };
      };
      const seen = new Map();
      for (const { file, path } of pages(site)) {
        const { data, metas } = head(file);
        if (metas.robots?.includes("noindex")) assert.deepEqual(data, [], `${path} is for no search engine`);
        for (const graph of data) {
          const expanded = await jsonld.expand(graph, { documentLoader, safe: true });
          assert.ok(expanded.length > 0, path);
          for (const node of nodes(graph)) {
            const type = node["@type"];
            seen.set(type, (seen.get(type) ?? 0) + 1);
            const short = type === "Organization" && !node["@id"];
            for (const name of short ? ["name"] : (REQUIRED[type] ?? [])) assert.ok(node[name] !== undefined, `${path}: ${type} has no ${name}`);
          }
          const list = [...nodes(graph)].find((node) => node["@type"] === "BreadcrumbList");
          for (const { item } of list?.itemListElement ?? []) assert.ok(known(item), `${path}: ${item}`);
        }
      }
      for (const type of ["NGO", "Article", "Organization", "MonetaryGrant", "BreadcrumbList"]) {
        assert.ok(seen.get(type) > 0, `${type} is somewhere: ${[...seen.keys()]}`);
      }
    });

    it("every page search engines may list has a card of the right size, and its words", () => {
      const drawn = new Set();
      const without = [];
      for (const { file, path } of pages(site)) {
        const { metas, links } = head(file);
        const canonical = links.find((link) => link.rel === "canonical")?.href;
        const own = canonical === base + path && !metas.robots?.includes("noindex");
        const later = /\/(side|page|strona|storinka)\/\d+\/$/.test(path);
        const further = /\/(medlemsbevis|certificate|zaswiadczenie|svidotstvo)\/$/.test(path);
        const card = metas["og:image"];
        if (!card) {
          if (own && !later && !further) without.push(path);
          continue;
        }
        for (const name of ["og:title", "og:type", "og:url", "og:locale", "og:image:alt", "twitter:card"]) assert.ok(metas[name], `${path}: ${name}`);
        if (drawn.has(card)) continue;
        drawn.add(card);
        const bytes = readFileSync(join(PUBLIC, site, decodeURI(card.slice(base.length))));
        assert.ok(bytes.length > 1000 && bytes.length < 300_000, `${card}: ${bytes.length} bytes`);
        // Unpacking takes long in JavaScript; every eighth will do.
        if (drawn.size % 8 !== 1) continue;
        const { width, height } = card.endsWith(".png") ? PNG.sync.read(bytes) : jpeg.decode(bytes);
        assert.deepEqual([String(width), String(height)], [metas["og:image:width"], metas["og:image:height"]], card);
      }
      assert.deepEqual(without, []);
      assert.ok(drawn.size > 50, `${drawn.size} cards`);
      const unused = [...files(site, "card.png"), ...files(site, "card.jpg")].filter((name) => !drawn.has(`${base}/${encodeURI(name)}`));
      assert.deepEqual(unused, [], "no card is drawn for nobody");
    });

    it("the machine copy parses: records by type, and every measurement with its date and qualifier", () => {
      const api = files(site, ".json").filter((name) => /(^|\/)api\//.test(name));
      assert.ok(api.some((name) => name.endsWith("api/stories.json")) && api.some((name) => name.endsWith("api/figures.json")));
      for (const name of api) {
        const { items, language } = JSON.parse(read(site, name));
        assert.ok(items.length > 0 && EXPECTED[site].includes(language), name);
        for (const item of items) {
          assert.ok(item.key && item.title, name);
          if (item.url) assert.ok(known(item.url), `${name}: ${item.url}`);
          assert.ok(["persons", "consent", "split"].every((field) => !(field in (item.fields ?? {}))), `${name}: ${item.key}`);
        }
      }
      const { data, errors } = Papa.parse(read(site, "figures.csv"), { header: true, skipEmptyLines: true });
      assert.deepEqual(errors, []);
      assert.ok(data.length > 3, `${data.length} measurements`);
      for (const row of data) {
        assert.match(row.date, /^\d{4}(-\d\d){0,2}$/);
        assert.ok(Number.isFinite(Number(row.value)) && row.qualifier && row.source, JSON.stringify(row));
      }
    });

    it("every page names its feeds, and each is there", () => {
      // How translations stand is for editors: no page of the theme's, and nothing to follow.
      for (const { file, path } of pages(site).filter(({ path }) => !path.endsWith("404.html"))) {
        const alternates = head(file).links.filter(({ rel, type }) => rel === "alternate" && type);
        assert.ok(alternates.length >= 2, path);
        for (const { href } of alternates) assert.ok(statSync(join(PUBLIC, site, decodeURI(href))).isFile(), `${path}: ${href}`);
      }
    });
  });
}
