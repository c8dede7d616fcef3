// The program on an empty folder: what a stranger sees before anybody has set it up.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { DESK, PHONE, assertQuiet, axe, openPage, shot, startBrowser, startProgram } from "./harness.mjs";

let program;
let browser;

before(async () => {
  [program, browser] = await Promise.all([startProgram(), startBrowser()]);
});
after(async () => {
  await browser?.close();
  await program?.stop();
});

for (const viewport of [DESK, PHONE]) {
  test(`the sign-in is calm, accessible and Chinese at ${viewport.width} px`, async () => {
    const page = await openPage(browser, program.base, viewport);
    await page.goto("/");
    assert.match(new URL(page.url()).pathname, /^\/sign-in/);
    assert.equal(await page.locator("html").getAttribute("lang"), "zh-CN");
    await page.getByText("非涉密系统，禁止上传涉密及工作秘密信息").waitFor();
    const accent = await page.getByRole("button", { name: "登录" }).evaluate((button) => getComputedStyle(button).backgroundColor);
    assert.equal(accent, "rgb(31, 95, 191)");
    await axe(page);
    await shot(page, "sign-in");
    assertQuiet(page);
    await page.context().close();
  });
}

test("the empty program prints a set-up link that opens", async () => {
  const [link] = program.printed().match(/http:\/\/127\.0\.0\.1:\d+\/\S+/) ?? [];
  assert.ok(link, program.printed());
  const page = await openPage(browser, program.base, PHONE);
  await page.goto(link);
  await axe(page);
  await shot(page, "set-up");
  assertQuiet(page);
  await page.context().close();
});
