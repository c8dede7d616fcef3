// People who come, go and are away too long: links as slips, a lost password, a hand-over, a form whose session has ended.
import assert from "node:assert/strict";
import { test } from "node:test";
import { DESK, PHONE, assertQuiet, openPage, shot } from "./harness.mjs";
import { looked, stage } from "./stage.mjs";

const house = stage(3);

/** The page of the first unit, which unit001 works for. */
async function openUnit(page) {
  const own = house.person("unit001").place;
  await page.goto(`/units?q=${encodeURIComponent(own)}`);
  await page.locator("main tbody a").first().click();
}

for (const viewport of [DESK, PHONE]) {
  test(`an invitation is a slip with a QR code, at ${viewport.width} px`, async () => {
    const page = await house.signedIn("officer", viewport);
    await openUnit(page);
    await page.locator('form[action$="/invite"] [name="name"]').fill("新联络");
    await page.getByRole("button", { name: "生成链接", exact: true }).click();
    const box = await page.locator(".slip svg.qr").boundingBox();
    assert.ok(box.width > 100 && Math.abs(box.width - box.height) < 2, JSON.stringify(box));
    await looked(page, "people-slip");
    await page.emulateMedia({ media: "print" });
    await shot(page, "people-slip-print");
    assertQuiet(page);
    await page.context().close();
  });

  test(`a lost password is replaced by a link, at ${viewport.width} px`, async () => {
    const page = await house.signedIn("officer", viewport);
    await openUnit(page);
    await page.getByRole("button", { name: "重设密码" }).first().click();
    const link = await page.locator(".copy-text").innerText();
    const guest = await openPage(house.browser, house.program.base, viewport);
    await guest.goto(link);
    await looked(guest, "people-reset");
    assertQuiet(guest);
    await guest.context().close();
    await page.context().close();
  });

  test(`a move is told before it is made, at ${viewport.width} px`, async () => {
    const page = await house.signedIn("officer", viewport);
    await openUnit(page);
    await page.locator("#f-parent").focus();
    const choice = page.locator("#f-parent-list option").first();
    await page.locator('form[action$="/move"] [name="parent"]').fill(await choice.getAttribute("value"));
    await page.getByRole("button", { name: "下一步：核对" }).click();
    assert.match(page.url(), /\/move\?/);
    await looked(page, "people-move");
    await page.context().close();
  });

  test(`a set of units and a hand-over, at ${viewport.width} px`, async () => {
    const page = await house.signedIn("officer", viewport);
    await page.goto("/unit-sets");
    await page.locator('[name="name"]').fill(`东片${viewport.width}`);
    await page.getByRole("button", { name: "新增" }).click();
    await page.locator('[name="units[]"]').first().check({ force: true });
    await looked(page, "people-set");
    await page.getByRole("button", { name: "保存" }).click();
    await openUnit(page);
    await page.getByRole("link", { name: "移交…" }).first().click();
    await page.locator('[name="name"]').fill(`接手人${viewport.width}`);
    await page.locator('[name="on_day"]').fill("2099-01-01");
    await looked(page, "people-handover-new");
    await page.getByRole("button", { name: "下一步：核对" }).click();
    await looked(page, "people-handover-told");
    await page.getByRole("button", { name: /^确认移交/ }).click();
    await page.getByRole("link", { name: "查看移交清单" }).click();
    await looked(page, "people-handover");
    assertQuiet(page);
    await page.context().close();
  });

  test(`a long text survives the end of the session, at ${viewport.width} px`, async () => {
    const page = await house.signedIn("unit001", viewport);
    const text = "第一行：“讲座”<b>&amp;\n".repeat(300);
    await page.goto("/activities/new");
    await page.locator('[name="name"]').fill("安全讲座");
    const long = page.locator('main textarea[name="description"]');
    const field = await long.getAttribute("name");
    await long.fill(text);
    await page.context().clearCookies({ name: "session" });
    await page.getByRole("button", { name: "存草稿" }).click();
    await page.getByText("登录已过期").waitFor();
    await looked(page, "people-late");
    const who = house.person("unit001");
    await page.getByLabel("登录名").fill(who.login);
    await page.getByLabel("密码").fill(who.password);
    await page.getByRole("button", { name: "登录" }).click();
    await looked(page, "people-resume");
    const kept = await page.locator(`input[name="${field}"]`).inputValue();
    assert.equal(kept.replaceAll("\r\n", "\n"), text);
    await page.getByRole("button", { name: "继续提交" }).click();
    await page.locator(".topbar details.menu").waitFor();
    assert.ok(!page.url().includes("sign-in"), page.url());
    assertQuiet(page);
    await page.context().close();
  });

  test(`a form of a place that another tab left waits for the way back, at ${viewport.width} px`, async () => {
    const officer = await house.signedIn("officer", viewport);
    await openUnit(officer);
    const own = await officer.locator("h1").innerText();
    await officer.goto("/units");
    await officer.locator('main tbody a[href^="/units/"]').filter({ hasNotText: own }).first().click();
    await officer.locator('form[action$="/service"] [name="served_by"]').fill(own);
    await officer.locator('form[action$="/service"] button').click();
    await officer.context().close();

    const page = await house.signedIn("unit001", viewport);
    const text = "第一行：“讲座”<b>&amp;\n".repeat(30);
    await page.goto("/activities/new");
    await page.locator('[name="name"]').fill("安全讲座");
    const long = page.locator('main textarea[name="description"]');
    await long.fill(text);
    const other = await page.context().newPage();
    await other.goto(house.program.base);
    await looked(other, "people-elsewhere");
    // The other tab stays: one that is closed while it is on its way somewhere may never be told so.
    await Promise.all([other.waitForEvent("load"), other.getByRole("button", { name: /^切换过去/ }).first().click()]);
    await page.bringToFront();
    await page.getByRole("button", { name: "存草稿" }).click();
    await page.getByText("没有保存任何内容").waitFor();
    await looked(page, "people-other-seat");
    await page.getByRole("button", { name: /继续提交$/ }).click();
    await page.getByText("已切换：").waitFor();
    await looked(page, "people-back");
    const kept = await page.locator('input[name="description"]').inputValue();
    assert.equal(kept.replaceAll("\r\n", "\n"), text);
    await page.getByRole("button", { name: "继续提交" }).click();
    await page.locator(".topbar details.menu").waitFor();
    assertQuiet(page);
    await page.context().close();
  });

  test(`an administrator is told whose links are not theirs to make, at ${viewport.width} px`, async () => {
    const page = await house.signedIn("security", viewport);
    // One who has opened the account: a link to one that is only invited is the system administrator's matter.
    await page.goto("/accounts?role=unit_officer&q=unit003");
    await page.locator('main tbody a[href^="/accounts/"]').first().click();
    await page.getByText("管理员不能代办").waitFor();
    assert.equal(await page.getByRole("button", { name: /重设密码/ }).count(), 0);
    await looked(page, "people-officers-own");
    assertQuiet(page);
    await page.context().close();
  });
}
