// The people of a fresh house, each in a session of their own: every account is opened by its one-time link.
import { randomUUID } from "node:crypto";
import { DESK, PHONE, axe, openPage, shot, signIn } from "./harness.mjs";

const BODY = { body_name: "云岭市青禾区卫生健康局", body_short_name: "区卫健局" };

async function fillAccount(page, login, name) {
  const password = randomUUID();
  for (const [field, text] of Object.entries({ name, login, password, again: password })) {
    await page.locator(`[name="${field}"]`).fill(text);
  }
  return { login, password };
}

async function finish(page) {
  await page.getByRole("button", { name: "完成设置" }).click();
}

/** Opens the account that `link` offers and signs in; `page.who` is whoever it is. */
async function open(browser, program, link, login, name, viewport, options) {
  const page = await openPage(browser, program.base, viewport, options);
  await page.goto(link);
  page.who = await fillAccount(page, login, name);
  await finish(page);
  await signIn(page, page.who);
  return page;
}

/** The page behind a one-time link, looked at in both widths; looking does not use it up. */
async function looked(browser, program, link, name) {
  for (const viewport of [DESK, PHONE]) {
    const page = await openPage(browser, program.base, viewport);
    await page.goto(link);
    await axe(page);
    await shot(page, name);
    await page.context().close();
  }
}

/** The printed link, the bureau's name, and the four first accounts; yields the officer's and the reviewer's page. */
export async function setUp(browser, program) {
  const [link] = program.printed().match(/http:\/\/127\.0\.0\.1:\d+\/setup\/\S+/);
  await looked(browser, program, link, "set-up");
  const page = await openPage(browser, program.base, DESK);
  await page.goto(link);
  for (const [field, text] of Object.entries(BODY)) await page.locator(`[name="${field}"]`).fill(text);
  await fillAccount(page, "system", "林知远");
  await finish(page);
  const links = await page.locator(".copy-text").allInnerTexts();
  await axe(page);
  await shot(page, "walk-set-up-done");
  await page.context().close();
  await looked(browser, program, links[2], "welcome");
  const officer = await open(browser, program, links[2], "officer", "周明", DESK);
  const reviewer = await open(browser, program, links[3], "reviewer", "许静", DESK);
  return { officer, reviewer };
}

/** The officer invites somebody of a unit, who opens the account on a phone. */
export async function invite(browser, program, officer, unit, login, name, options = {}) {
  await officer.goto("/units");
  await officer.getByRole("link", { name: unit, exact: true }).click();
  await officer.locator('[name="name"]').fill(name);
  await officer.getByRole("button", { name: "生成链接", exact: true }).click();
  const link = await officer.locator(".copy-text").innerText();
  return open(browser, program, link, login, name, PHONE, options);
}
