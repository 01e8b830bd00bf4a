// The installed Chromium, with the network closed but for this machine.
import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import puppeteer from "puppeteer-core";

function chromium() {
  const names = [process.env.CHROME, "chromium", "chromium-browser", "google-chrome"].filter(Boolean);
  const found = names.map((name) => spawnSync("sh", ["-c", 'command -v "$0"', name], { encoding: "utf8" }).stdout.trim());
  const path = found.find(Boolean);
  if (!path) throw new Error(`no Chromium here: looked for ${names.join(", ")}`);
  return path;
}

/** Starts the browser with a folder of its own; as on a machine that has no font for the language `without`. */
export async function launch({ without } = {}) {
  const userDataDir = mkdtempSync(join(tmpdir(), "globale-chromium-"));
  const env = { ...process.env };
  if (without) {
    env.FONTCONFIG_FILE = join(userDataDir, "fonts.conf");
    const pattern = `<pattern><patelt name="lang"><string>${without}</string></patelt></pattern>`;
    const rest = `<selectfont><rejectfont>${pattern}</rejectfont></selectfont>`;
    writeFileSync(env.FONTCONFIG_FILE, `<fontconfig><include>/etc/fonts/fonts.conf</include>${rest}</fontconfig>`);
  }
  const browser = await puppeteer.launch({
    executablePath: chromium(),
    headless: true,
    env,
    userDataDir,
    args: [
      "--no-sandbox",
      "--disable-gpu",
      "--disable-quic",
      "--disable-dev-shm-usage",
      "--no-first-run",
      "--disable-background-networking",
      "--disable-component-update",
      "--disable-sync",
      "--disable-extensions",
      "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1",
    ],
  });
  const close = async () => {
    await browser.close();
    rmSync(userDataDir, { recursive: true, force: true, maxRetries: 5, retryDelay: 200 });
  };
  return { browser, close };
}

/** Media features of a reader who wants no motion. */
export const STILL = [{ name: "prefers-reduced-motion", value: "reduce" }];

/** A tab that keeps what goes wrong in it: errors, failed requests, requests to others. */
export async function tab(browser, origin) {
  const page = await browser.newPage();
  // A transition between pages that the next click cuts short would be an error in the console.
  await page.emulateMediaFeatures(STILL);
  const wrong = [];
  const here = () => page.url().replace(origin, "");
  page.on("console", (message) => {
    if (message.type() === "error") wrong.push(`${here()}: console: ${message.text()}`);
  });
  page.on("pageerror", (error) => wrong.push(`${here()}: script: ${error.message}`));
  page.on("requestfailed", (request) => wrong.push(`${here()}: ${request.url()}: ${request.failure()?.errorText}`));
  page.on("response", (response) => {
    if (response.status() >= 400) wrong.push(`${here()}: ${response.status()} ${response.url().replace(origin, "")}`);
  });
  page.on("request", (request) => {
    const url = new URL(request.url());
    if (/^(https?|wss?):$/.test(url.protocol) && url.origin !== origin) wrong.push(`${here()}: asks others for ${url.href}`);
  });
  return { page, wrong };
}
