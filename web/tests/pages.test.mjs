// Every page with data, as every role, in both widths: accessible, no wider than the screen, without complaint of the browser.
import assert from "node:assert/strict";
import { test } from "node:test";
import { DESK, PHONE, faultsOf, shot } from "./harness.mjs";
import { stage } from "./stage.mjs";
import { nameOf, pagePatterns, tour } from "./tour.mjs";

/** What only a house that is being set up, people who come and go, or a file that was handed in, show; walk.test.mjs, amend.test.mjs, people.test.mjs and dossier.test.mjs open these. */
const ONLY_ON_THE_WAY = ["/setup/{token}", "/welcome/{token}", "/reset/{token}", "/unit-sets/{id}", "/units/{id}/handovers/{handover}", "/units/{id}/move", "/units/import/{id}", "/activities/import/{id}", "/campaigns/{id}/units", "/campaigns/{id}/launch", "/campaigns/{id}/changes", "/campaigns/{id}/notice", "/campaigns/{id}/proposals", "/units/choices", "/activities/units", "/activities/partners", "/activities/suggested", "/plans/{campaign}/{unit}/file", "/dossiers/{unit}/exports/{id}"];
/** Pages that are the same for everybody. */
const ALSO = { officer: ["/developers", "/sign-in"] };
const LOGINS = ["system", "security", "audit", "officer", "reviewer", "unit001", "leader001", "member001", "inspector"];

const house = stage(4);
const opened = new Set();

/** Names of the program's own (`edit_section`) that a page shows instead of a Chinese word. */
async function codesOn(page) {
  const text = await page.locator("main").innerText();
  return (text.match(/\b[a-z]+_[a-z_]+\b|· [a-z]{3,}/g) ?? []).map((code) => `${page.url()} shows “${code}”`);
}

for (const login of LOGINS) {
  for (const viewport of [DESK, PHONE]) {
    test(`every page of ${login} at ${viewport.width} px`, async () => {
      const page = await house.signedIn(login, viewport);
      const faults = [];
      await tour(page, ["/", ...(ALSO[login] ?? [])], async (pattern) => {
        opened.add(pattern);
        await shot(page, `${login}-${nameOf(pattern)}`);
        faults.push(...(await faultsOf(page)));
        if (pattern !== "/developers") faults.push(...(await codesOn(page)));
      });
      assert.deepEqual([...faults, ...page.complaints], []);
      await page.context().close();
    });
  }
}

test("no page was left out", () => {
  const missing = pagePatterns().filter((pattern) => !opened.has(pattern) && !ONLY_ON_THE_WAY.includes(pattern));
  assert.deepEqual(missing, []);
});

test("what was typed is not left behind without a question", async () => {
  const page = await house.signedIn("officer", DESK);
  await page.goto("/campaigns/new");
  const asked = [];
  let answer = "dismiss";
  page.on("dialog", (dialog) => {
    asked.push(dialog.type());
    void dialog[answer]();
  });
  const away = page.getByRole("link", { name: "专项行动" }).first();
  await page.locator("textarea[name=text]").pressSequentially("关于开展");
  await away.click();
  await page.waitForTimeout(300);
  assert.equal(new URL(page.url()).pathname, "/campaigns/new");
  assert.equal(await page.locator("textarea[name=text]").inputValue(), "关于开展");
  answer = "accept";
  await away.click();
  await page.waitForURL("**/campaigns");
  assert.deepEqual(asked, ["beforeunload", "beforeunload"]);
  await page.context().close();
});
