// Signing in with a code: switched on with the secret that the page shows, asked for at the next sign-in; both widths.
import assert from "node:assert/strict";
import { createHmac } from "node:crypto";
import { after, before, test } from "node:test";
import { DESK, PHONE, assertQuiet, openPage, startBrowser, startProgram } from "./harness.mjs";
import { setUp } from "./people.mjs";
import { looked } from "./stage.mjs";

let program;
let browser;
/** Pages of `officer` and `reviewer`, each with its `who`. */
let at;

before(async () => {
  // A house of its own without a date of its own: a phone's clock shows the real one.
  [program, browser] = await Promise.all([startProgram(), startBrowser()]);
  at = await setUp(browser, program);
});
after(async () => {
  await browser?.close();
  await program?.stop();
});

const ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";

/** The code of RFC 6238 (SHA-1, 30 s, 6 digits) `steps` periods from now, from the printed secret. */
function codeOf(secret, steps = 0) {
  const bits = [...secret.replace(/[\s=]/g, "")].map((letter) => ALPHABET.indexOf(letter.toUpperCase()).toString(2).padStart(5, "0"));
  const key = Buffer.from(bits.join("").match(/.{8}/g).map((byte) => Number.parseInt(byte, 2)));
  const counter = Buffer.alloc(8);
  counter.writeBigUInt64BE(BigInt(Math.floor(Date.now() / 30_000) + steps));
  const mac = createHmac("sha1", key).update(counter).digest();
  const at = mac[19] & 15;
  return String((mac.readUInt32BE(at) & 0x7fffffff) % 1_000_000).padStart(6, "0");
}

/** Another six digits than those of this and the neighbouring periods. */
function wrongCode(secret) {
  const near = [-2, -1, 0, 1, 2].map((steps) => codeOf(secret, steps));
  return ["000000", "123456", "654321", "111111", "222222", "333333"].find((code) => !near.includes(code));
}

/** Types name and password; what follows is the code. */
async function typePassword(page, who) {
  await page.goto("/sign-in");
  await page.getByLabel("登录名").fill(who.login);
  await page.getByLabel("密码").fill(who.password);
  await page.getByRole("button", { name: "登录" }).click();
  await page.getByLabel("验证码").waitFor();
}

async function typeCode(page, code) {
  await page.getByLabel("验证码").fill(code);
  await page.getByRole("button", { name: "登录", exact: true }).click();
}

for (const [name, viewport] of [["officer", DESK], ["reviewer", PHONE]]) {
  test(`a code is asked for beside the password, at ${viewport.width} px`, async () => {
    const page = at[name];
    await page.setViewportSize(viewport);
    await page.goto("/account/second-step");
    await looked(page, "second-step-off");
    await page.getByRole("button", { name: "启用登录验证" }).click();
    const secret = await page.locator("#secret").innerText();
    await looked(page, "second-step-enrolling");
    await page.locator('[name="code"]').fill(wrongCode(secret));
    await page.getByRole("button", { name: "完成启用" }).click();
    await page.locator(".field-fault, .faults").first().waitFor();
    assert.equal(await page.locator("#secret").innerText(), secret, "a slip of the hand changes no secret");
    await page.locator('[name="code"]').fill(codeOf(secret));
    await page.getByRole("button", { name: "完成启用" }).click();
    const recovery = (await page.locator("#codes").innerText()).trim().split(/\s+/);
    assert.ok(recovery.length >= 8 && new Set(recovery).size === recovery.length, recovery.join(" "));
    await looked(page, "second-step-codes");
    assertQuiet(page);
    await page.context().close();

    const again = await openPage(browser, program.base, viewport);
    await typePassword(again, page.who);
    await looked(again, "second-step-asked");
    await again.goto("/campaigns");
    assert.match(again.url(), /sign-in/, "the password alone opens nothing");
    await typePassword(again, page.who);
    await typeCode(again, wrongCode(secret));
    await again.locator(".field-fault, .faults").first().waitFor();
    // The code that switched it on is spent; a clock may be a period ahead.
    await typeCode(again, codeOf(secret, 1));
    await again.locator(".topbar details.menu").waitFor();
    assertQuiet(again);
    await again.context().close();

    const without = await openPage(browser, program.base, viewport);
    await typePassword(without, page.who);
    await typeCode(without, recovery[0]);
    await without.locator(".topbar details.menu").waitFor();
    await without.goto("/account/second-step");
    await without.getByText(`还剩 ${recovery.length - 1} 个恢复码`).waitFor();
    await looked(without, "second-step-on");
    await without.context().close();
  });
}
