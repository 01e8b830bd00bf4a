// A static host on loopback, as the sites meet one: folders end with a slash, what is missing is the language's 404.
import { createServer } from "node:http";
import { readFile, stat } from "node:fs/promises";
import { extname, join, normalize } from "node:path";

const TYPES = {
  ".html": "text/html; charset=utf-8",
  ".css": "text/css; charset=utf-8",
  ".js": "text/javascript; charset=utf-8",
  ".json": "application/json",
  ".xml": "application/xml; charset=utf-8",
  ".txt": "text/plain; charset=utf-8",
  ".svg": "image/svg+xml",
  ".webp": "image/webp",
  ".jpg": "image/jpeg",
  ".png": "image/png",
  ".gif": "image/gif",
  ".ico": "image/x-icon",
  ".woff2": "font/woff2",
};

const kind = async (path) => {
  try {
    const found = await stat(path);
    return found.isDirectory() ? "folder" : "file";
  } catch {
    return "nothing";
  }
};

/** Serves a folder at the root of a free port. */
export async function serve(folder) {
  const server = createServer((request, response) => {
    answer(folder, request, response).catch((error) => response.writeHead(500).end(String(error)));
  });
  await new Promise((ready) => server.listen(0, "127.0.0.1", ready));
  const origin = `http://127.0.0.1:${server.address().port}`;
  const close = () => new Promise((done) => (server.close(done), server.closeAllConnections()));
  return { origin, close };
}

async function answer(folder, request, response) {
  const { pathname } = new URL(request.url, "http://127.0.0.1");
  const inner = normalize(decodeURIComponent(pathname));
  let file = join(folder, inner);
  if ((await kind(file)) === "folder") {
    if (!pathname.endsWith("/")) return response.writeHead(301, { location: `${pathname}/` }).end();
    file = join(file, "index.html");
  }
  let status = 200;
  if ((await kind(file)) !== "file") {
    status = 404;
    const own = join(folder, inner.split("/")[1] ?? "", "404.html");
    file = (await kind(own)) === "file" ? own : join(folder, "404.html");
  }
  const bytes = await readFile(file);
  const type = TYPES[extname(file)] ?? "application/octet-stream";
  response.writeHead(status, { "content-type": type, "x-content-type-options": "nosniff" }).end(bytes);
}
