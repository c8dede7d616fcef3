// A walk along the links of a session: one page of each kind.
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { programPath } from "./harness.mjs";

/** The addresses that a person opens as a page (`/campaigns/{id}`), as `anbiao routes` lists them. */
export function pagePatterns() {
  const listing = execFileSync(programPath(), ["routes"], { encoding: "utf8" });
  return [...listing.matchAll(/^GET +(\S+)/gm)].map(([, path]) => path).filter(isPage);
}

function isPage(path) {
  return !/^\/(api|photos|papers|assets|healthz|metrics)|\.(xlsx|docx|zip)$/.test(path);
}

const patterns = pagePatterns();

/** The pattern that a path belongs to; a word beats a parameter. */
function patternOf(path) {
  const fits = (pattern) => isPage(path) && new RegExp(`^${pattern.replace(/\{\w+\}/g, "[^/]+")}$`).test(path);
  return patterns.filter(fits).sort((a, b) => a.split("{").length - b.split("{").length)[0];
}

/** Where the page's links lead within the house. */
async function addressesOn(page) {
  const { origin } = new URL(page.url());
  const links = await page.locator("a[href]").evaluateAll((all) => all.map((link) => link.href));
  return links.filter((link) => link.startsWith(origin)).map((link) => link.slice(origin.length).split("#")[0]);
}

/** Opens the pages that `from` leads to, one of each kind, and calls `look(pattern)` on each. */
export async function tour(page, from, look) {
  const waiting = [...from];
  const seen = new Set();
  while (waiting.length > 0) {
    const address = waiting.shift();
    const pattern = patternOf(address.split("?")[0]);
    if (pattern === undefined || seen.has(pattern)) continue;
    seen.add(pattern);
    const answer = await page.goto(address);
    assert.equal(answer.status(), 200, address);
    await look(pattern);
    waiting.push(...(await addressesOn(page)));
  }
}

/** `/reports/{due}/{unit}` → `reports-due-unit`. */
export function nameOf(pattern) {
  return pattern.replace(/[{}]/g, "").split("/").filter(Boolean).join("-") || "home";
}
