// The form of an activity and its page: what is left over, what is asked, what goes on, and a correction without a network.
import assert from "node:assert/strict";
import { test } from "node:test";
import { DESK, PHONE, assertQuiet } from "./harness.mjs";
import { drawn } from "./pictures.mjs";
import { looked, stage } from "./stage.mjs";

const house = stage(2);

/** On both widths: axe, a picture; it stays at the width of a phone. */
async function lookedAtBoth(page, name) {
  for (const viewport of [DESK, PHONE]) {
    await page.setViewportSize(viewport);
    await looked(page, name);
  }
}

const button = (page, name) => page.getByRole("button", { name, exact: true });
const summary = (page, text) => page.locator("summary", { hasText: text });
const bar = (page) => page.getByRole("complementary", { name: "本机保存的内容" });

/** `after`: how many drawn pictures are left to other tests, for what is said of a picture is said of all that are the same. */
async function choose(page, count, after = 0) {
  const files = (await drawn(house.browser, after + count)).slice(after);
  await page.locator('input[name="files"]').setInputFiles(files.map((buffer, at) => ({ name: `IMG_${at}.jpg`, mimeType: "image/jpeg", buffer })));
  await page.getByText(`已保存 ${count}/${count}`).waitFor({ timeout: 60_000 });
}

/** Logs an activity and stays on its page. */
async function logged(page, name, fill = async () => undefined) {
  await page.goto("/activities/new");
  await page.locator("#f-name").fill(name);
  await fill();
  await button(page, "完成").click();
  await page.getByRole("heading", { name }).waitFor();
  return new URL(page.url()).pathname;
}

test("photos that nobody chose are out of the way, and are deleted together", async () => {
  const page = await house.signedIn("unit001", PHONE);
  await page.goto("/activities/new");
  await choose(page, 6);
  await page.goto("/activities/new");
  const folded = page.locator("details.left-over");
  await folded.getByText("还有 6 张未选用的照片").waitFor();
  assert.equal(await folded.locator("img").first().isVisible(), false, "closed until somebody asks");
  const name = await page.locator("#f-name").boundingBox();
  assert.ok(name.y + name.height <= PHONE.height, `the name ends at ${name.y + name.height}, below the first screen`);
  await lookedAtBoth(page, "form-left-over");

  await page.locator("#f-name").fill("消防巡查");
  await summary(page, "还有 6 张未选用的照片").click();
  await folded.getByLabel("选用照片 2", { exact: true }).check();
  await summary(page, "删除未选用的照片…").click();
  await lookedAtBoth(page, "form-left-over-delete");
  await button(page, "确认删除").click();
  await page.getByText("已删除 5 张未选用的照片").waitFor();
  assert.equal(await page.locator("#f-name").inputValue(), "消防巡查");
  assert.equal(await page.locator(".photo[data-stored] input[name^='photos[']:checked").count(), 1);
  assert.equal(await folded.count(), 0);
  await button(page, "完成").click();
  await page.getByRole("heading", { name: "消防巡查" }).waitFor();
  assert.equal(await page.locator(".photos img").count(), 1);
  await page.getByRole("link", { name: "修改", exact: true }).click();
  await page.locator("#f-name").waitFor();
  assert.equal(await folded.count(), 0);
  assertQuiet(page);
  await page.context().close();
});

test("a day before the notice is asked why", async () => {
  const page = await house.signedIn("unit001", PHONE);
  await page.goto("/activities/new");
  await page.locator("#f-name").fill("早已悬挂的横幅");
  await page.locator("#f-starts_on").fill("2020-01-06");
  await page.locator("[data-campaigns] input").first().check();
  await button(page, "完成").click();
  const reason = page.getByLabel("早于通知日期的原因");
  await reason.waitFor();
  await lookedAtBoth(page, "form-early");
  await reason.fill("通知印发前横幅已经挂出");
  await button(page, "完成").click();
  await page.getByText("通知印发前横幅已经挂出").first().waitFor();
  await lookedAtBoth(page, "activity-early");
  const address = new URL(page.url()).pathname;
  const bureau = await house.signedIn("officer", DESK);
  await bureau.goto(address);
  await bureau.getByText("早于通知的原因", { exact: true }).waitFor();
  assertQuiet(page);
  await page.context().close();
  await bureau.context().close();
});

test("an original leaves with a reason, a mark asks first, and what waits is on the workbench", async () => {
  const page = await house.signedIn("unit001", PHONE);
  const address = await logged(page, "病房宣教", () => choose(page, 2, 6));
  const bureau = await house.signedIn("officer", DESK);
  await bureau.goto(address);
  await summary(bureau, "下载原图…").first().click();
  await lookedAtBoth(bureau, "activity-original");
  await bureau.setViewportSize(DESK);
  await bureau.getByLabel("下载原图的原因").first().fill("市级检查调阅");
  const [download] = await Promise.all([bureau.waitForEvent("download"), button(bureau, "下载").first().click()]);
  assert.match(download.suggestedFilename(), /\.jpg$/);
  assertQuiet(bureau);
  await bureau.context().close();

  await summary(page, "标记含患者…").first().click();
  await lookedAtBoth(page, "activity-mark");
  await button(page, "标记含患者画面").first().click();
  await page.getByText("已标记含患者画面").waitFor();
  await page.goto("/");
  const line = page.getByRole("link", { name: "1 张含患者画面的照片待确认可用" });
  await line.waitFor();
  await lookedAtBoth(page, "workbench-patients");
  await line.click();
  await page.getByRole("link", { name: "病房宣教" }).waitFor();
  assert.equal(await page.locator("tbody tr").count(), 1);
  await lookedAtBoth(page, "activities-patients");
  await page.goto("/activities/photos");
  await summary(page, "标记含患者…").first().click();
  await lookedAtBoth(page, "wall-mark");
  assertQuiet(page);
  await page.context().close();
});

test("campaigns follow what is typed until somebody ticks one", async () => {
  const page = await house.signedIn("unit001", PHONE);
  const asked = [];
  await page.route("**/activities/suggested?*", (route) => {
    asked.push(new URL(route.request().url()).searchParams);
    return route.fulfill({ json: { campaigns: [] } });
  });
  await page.goto("/activities/new");
  const first = page.locator("[data-campaigns] input").first();
  assert.equal(await first.isChecked(), true, "what runs is ticked at first");
  await page.locator("#f-name").fill("职工运动会");
  await page.getByText("按填写的内容预选，可改").waitFor();
  assert.equal(await first.isChecked(), false);
  assert.equal(asked.at(-1).get("name"), "职工运动会");
  await first.check();
  await page.locator("#f-name").fill("职工消防运动会");
  await page.waitForTimeout(900);
  assert.equal(await first.isChecked(), true, "a tick by hand stays");
  assert.equal(asked.length, 1);
  await page.unroute("**/activities/suggested?*");
  await page.goto("/activities/new");
  const answered = page.waitForResponse("**/activities/suggested?*");
  await page.locator("#f-name").fill("专题讲座");
  assert.equal((await answered).status(), 200);
  await lookedAtBoth(page, "form-suggested");
  assertQuiet(page);
  await page.context().close();
});

test("what stands goes on to a later day", async () => {
  const page = await house.signedIn("unit001", PHONE);
  await logged(page, "安全宣传横幅", async () => {
    await page.getByLabel(/^长期展示/).check();
  });
  await summary(page, "沿用…").click();
  await lookedAtBoth(page, "activity-prolong");
  await page.getByLabel("展示到").fill("2020-01-01");
  await button(page, "沿用").click();
  await page.getByText("沿用只能延长").waitFor();
  await lookedAtBoth(page, "activity-prolong-refused");
  await page.getByLabel("展示到").fill("2099-12-31");
  await button(page, "沿用").click();
  const limit = (await page.getByText("最晚填到").first().textContent()).match(/\d{4}-\d{2}-\d{2}/)[0];
  await page.getByLabel("展示到").fill(limit);
  await button(page, "沿用").click();
  await page.getByText(`至 ${limit}`).first().waitFor();
  assertQuiet(page);
  await page.context().close();
});

test("a reviewer takes something off a number, and the unit reads how much and why", async () => {
  const page = await house.signedIn("unit001", PHONE);
  const address = await logged(page, "核减演示讲座", async () => {
    await page.locator("[data-chips] .chip", { hasText: "参训人次" }).click();
    await page.keyboard.type("3");
  });
  const reviewer = await house.signedIn("reviewer", DESK);
  await reviewer.goto(address);
  await summary(reviewer, "核减…").first().click();
  await lookedAtBoth(reviewer, "activity-deduct");
  const amount = reviewer.getByLabel(/^核减多少/).first();
  await amount.fill("4");
  await reviewer.getByText("重复计算。").first().click();
  await button(reviewer, "核减").first().click();
  await reviewer.getByText("核减不能超过登记的 3").waitFor();
  assert.equal(await amount.inputValue(), "4", "what was typed is still there");
  await lookedAtBoth(reviewer, "activity-deduct-refused");
  await amount.fill("1");
  await button(reviewer, "核减").first().click();
  await reviewer.getByText("单位能看到原因").first().waitFor();
  await lookedAtBoth(reviewer, "activity-deducted");
  assertQuiet(reviewer);
  await reviewer.context().close();

  await page.goto("/");
  const line = page.getByRole("link", { name: /^核减提醒：“核减演示讲座”/ });
  await line.waitFor();
  await lookedAtBoth(page, "workbench-deducted");
  await line.click();
  await page.getByText("“已审核”计 2").waitFor();
  assert.equal(await summary(page, "核减…").count(), 0, "the unit itself is not asked");
  assertQuiet(page);
  await page.context().close();
});

test("a correction that is lost without a network is gone on with", async () => {
  const page = await house.signedIn("unit001", PHONE);
  const context = page.context();
  const address = await logged(page, "要改的活动");
  await page.goto(`${address}/edit`);
  await page.locator("#f-place").fill("先在网上改一下");
  await page.waitForTimeout(5000);
  await context.setOffline(true);
  await page.locator("#f-name").fill("断网时改的名称");
  await bar(page).getByText("无网络：1 份草稿保存在本机").waitFor();
  await lookedAtBoth(page, "offline-correction");
  await page.waitForTimeout(1000);
  await page.close();
  await context.setOffline(false);

  const next = await context.newPage();
  await next.goto("/activities");
  await bar(next).getByText("本机保存的 1 份草稿已全部上传").waitFor({ timeout: 60_000 });
  await next.goto("/activities");
  const drafts = next.getByRole("link", { name: "修改：断网时改的名称" });
  assert.equal(await drafts.count(), 1, "while there was a network nothing was kept as a draft");
  await lookedAtBoth(next, "activities-kept-correction");
  await drafts.click();
  assert.equal(await next.locator("#f-name").inputValue(), "断网时改的名称");
  assert.equal(await next.locator("#f-place").inputValue(), "先在网上改一下");
  await button(next, "保存修改").click();
  await next.getByRole("heading", { name: "断网时改的名称" }).waitFor();
  await next.goto("/activities");
  assert.equal(await next.getByText("修改：断网时改的名称").count(), 0);
  await context.close();
});
