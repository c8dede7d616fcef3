// For browser tests: the real program on a free port with a data folder of its own, a Chromium, and what tests look at.
import assert from "node:assert/strict";
import { execFileSync, spawn } from "node:child_process";
import { createWriteStream, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { chromium } from "playwright-core";

const here = dirname(fileURLToPath(import.meta.url));
/** The project's folder. */
export const root = join(here, "..", "..");
const axeSource = readFileSync(join(root, "web", "node_modules", "axe-core", "axe.min.js"), "utf8");

/** The widths that every page is looked at in. */
export const DESK = { width: 1440, height: 900 };
export const PHONE = { width: 390, height: 844 };

/** The built `anbiao`. */
export function programPath() {
  return process.env.ANBIAO_BIN ?? join(process.env.CARGO_TARGET_DIR ?? join(root, "target"), "debug", "anbiao");
}

function freePort() {
  return new Promise((resolve, reject) => {
    const probe = createServer();
    probe.on("error", reject);
    probe.listen(0, "127.0.0.1", () => {
      const { port } = probe.address();
      probe.close(() => resolve(port));
    });
  });
}

/** `sign-ins.txt`: a line a person, tab-separated: role, login name, password, place. */
export function parseSignIns(text) {
  return text
    .split("\n")
    .filter((line) => line.includes("\t") && !line.startsWith("#"))
    .map((line) => {
      const [role, login, password, place = ""] = line.split("\t").map((cell) => cell.trim());
      return { role, login, password, place };
    });
}

async function untilHealthy(base, child, within) {
  const end = Date.now() + within;
  while (Date.now() < end) {
    if (child.exitCode !== null) throw new Error(`the program ended with ${child.exitCode} before it answered`);
    const answer = await fetch(`${base}/healthz`).catch(() => null);
    if (answer?.ok) return;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  throw new Error(`no answer from ${base} within ${within} ms`);
}

function ended(child) {
  return child.exitCode !== null || child.signalCode !== null
    ? Promise.resolve()
    : new Promise((resolve) => child.once("exit", resolve));
}

/**
 * Starts the program. `demo` (arguments of `anbiao demo`, without --data) plays a demonstration first; `today` is the date
 * that an empty folder lives on. Its log goes to var/test/program-PORT.log. `stop()` ends it and removes its data.
 */
export async function startProgram({ demo = null, today = null } = {}) {
  const data = mkdtempSync(join(tmpdir(), "anbiao-browser-"));
  let signIns = [];
  if (today !== null) writeFileSync(join(data, "demo-today.txt"), today);
  if (demo !== null) {
    execFileSync(programPath(), ["demo", "--data", data, ...demo], { stdio: ["ignore", "ignore", "inherit"] });
    signIns = parseSignIns(readFileSync(join(data, "sign-ins.txt"), "utf8"));
  }
  const port = await freePort();
  const base = `http://127.0.0.1:${port}`;
  const child = spawn(programPath(), ["serve", "--data", data, "--listen", `127.0.0.1:${port}`], { stdio: ["ignore", "pipe", "pipe"] });
  mkdirSync(join(root, "var", "test"), { recursive: true });
  const log = createWriteStream(join(root, "var", "test", `program-${port}.log`));
  let printed = "";
  for (const stream of [child.stdout, child.stderr]) {
    stream.on("data", (chunk) => {
      printed += chunk;
      log.write(chunk);
    });
  }
  const stop = async () => {
    child.kill("SIGTERM");
    const patience = setTimeout(() => child.kill("SIGKILL"), 10_000);
    await ended(child);
    clearTimeout(patience);
    log.end();
    rmSync(data, { recursive: true, force: true });
  };
  try {
    await untilHealthy(base, child, 30_000);
  } catch (cause) {
    await stop();
    throw new Error(`${cause.message}\n${printed}`);
  }
  return { base, data, signIns, stop, printed: () => printed };
}

function browserPath() {
  const found = execFileSync("bash", ["-c", '. "$1" && find_browser', "-", join(root, "scripts", "browser.sh")], { encoding: "utf8" });
  return found.trim();
}

export function startBrowser() {
  const args = ["--headless", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync", "--lang=zh-CN"];
  if (process.getuid?.() === 0) args.push("--no-sandbox");
  return chromium.launch({ executablePath: browserPath(), args });
}

/**
 * A page of its own session. What the browser complains about (script errors, refused content, 5xx, a missing asset)
 * is gathered in `page.complaints`; `assertQuiet(page)` says that there was nothing.
 */
export async function openPage(browser, base, viewport = DESK, options = {}) {
  const context = await browser.newContext({ baseURL: base, viewport, locale: "zh-CN", timezoneId: "Asia/Shanghai", hasTouch: viewport === PHONE, ...options });
  context.setDefaultTimeout(15_000);
  const page = await context.newPage();
  page.complaints = [];
  page.on("pageerror", (error) => page.complaints.push(`script: ${error.message}`));
  page.on("console", (message) => {
    if (/Content Security Policy/.test(message.text())) page.complaints.push(message.text());
  });
  page.on("response", (response) => {
    const missing = response.status() === 404 && new URL(response.url()).pathname.startsWith("/assets/");
    if (response.status() >= 500 || missing) page.complaints.push(`${response.status()} ${response.url()}`);
  });
  return page;
}

export function assertQuiet(page) {
  assert.deepEqual(page.complaints, []);
}

/** Signs in a person `{ login, password }` through the form. */
export async function signIn(page, who) {
  await page.goto("/sign-in");
  await page.getByLabel("登录名").fill(who.login);
  await page.getByLabel("密码").fill(who.password);
  await page.getByRole("button", { name: "登录" }).click();
  await page.locator(".topbar details.menu").waitFor();
}

/** Counts what a person does: each press, each field typed into, each choice of files is one tap. */
export class Hand {
  taps = 0;

  async press(target) {
    this.taps += 1;
    await target.click();
  }

  async type(target, text) {
    this.taps += 1;
    await target.fill(text);
  }

  async choose(target, files) {
    this.taps += 1;
    await target.setInputFiles(files);
  }

  /** Asserts the budget and prints what was needed. */
  within(budget, what, t) {
    t.diagnostic(`${what}: ${this.taps} taps of ${budget}`);
    assert.ok(this.taps <= budget, `${what} took ${this.taps} taps, the budget is ${budget}`);
  }
}

/** What lies under a bar can be scrolled from under it: for axe the bars stand still, else its result hangs on the scroll position. */
async function letBarsStand(page) {
  await page.evaluate(() => {
    const sheet = new CSSStyleSheet();
    sheet.replaceSync(".topbar, .mainnav, .form-bar { position: static !important }");
    document.adoptedStyleSheets = [sheet];
  });
}

/** What axe finds on the page, and whether it scrolls sideways; nothing: an empty list. */
export async function faultsOf(page) {
  await letBarsStand(page);
  await page.evaluate(axeSource);
  const tags = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"];
  const { violations } = await page.evaluate((only) => globalThis.axe.run(document, { runOnly: only, resultTypes: ["violations"] }), tags);
  await page.evaluate(() => (document.adoptedStyleSheets = []));
  const faults = violations.map(({ id, nodes }) => `${page.url()} ${id}: ${nodes.map((node) => node.target.join(" ")).join(", ")}`);
  return [...faults, ...(await tooWide(page))];
}

/** What scrolls sideways though it must not: the page itself, and the bar of its navigation. */
async function tooWide(page) {
  const widths = await page.evaluate(() => {
    const of = (name, one) => ({ name, wide: one.scrollWidth, room: one.clientWidth });
    const bars = [...document.querySelectorAll(".topbar-in, .mainnav")];
    return [of("the page", document.documentElement), ...bars.map((bar) => of(`.${bar.className}`, bar))];
  });
  const beyond = widths.filter(({ wide, room }) => wide > room);
  return beyond.map(({ name, wide, room }) => `${page.url()}: ${name} is ${wide} px wide in ${room} px`);
}

export async function axe(page) {
  assert.deepEqual(await faultsOf(page), []);
}

/** A picture for people to look at: var/shots/NAME-WIDTH.png, the whole page (on a phone: one screen). */
export async function shot(page, name) {
  const { width } = page.viewportSize();
  mkdirSync(join(root, "var", "shots"), { recursive: true });
  await page.screenshot({ path: join(root, "var", "shots", `${name}-${width}.png`), fullPage: width > PHONE.width });
}
