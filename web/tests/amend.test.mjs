// A launched campaign in a browser: an amendment with what changed, targets, late units, the end; looked at in both widths.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { PHONE, assertQuiet, axe, openPage, shot, signIn, startBrowser, startProgram } from "./harness.mjs";

let program;
let browser;
let officer;
let unit;

async function open(login) {
  const page = await openPage(browser, program.base);
  await signIn(page, program.signIns.find((who) => who.login === login));
  return page;
}

before(async () => {
  [program, browser] = await Promise.all([startProgram({ demo: ["--units", "4", "--photos-per-unit", "1"] }), startBrowser()]);
  [officer, unit] = [await open("officer"), await open("unit001")];
});
after(async () => {
  await browser?.close();
  await program?.stop();
});

/** Looks at the page where it stands in both widths: a picture, axe, no complaint. */
async function look(page, name) {
  const desk = page.viewportSize();
  for (const size of [desk, PHONE]) {
    await page.setViewportSize(size);
    await shot(page, `plan-${name}`);
    await axe(page);
    assertQuiet(page);
  }
  await page.setViewportSize(desk);
}

function button(page, name) {
  return page.getByRole("button", { name, exact: true });
}

function link(page, name) {
  return page.getByRole("link", { name, exact: true });
}

async function toCampaign(page) {
  await page.goto("/campaigns");
  await page.locator("tbody th a").first().click();
  await page.waitForURL(/\/campaigns\/\w+$/);
}

// Its number and its changes are read from its text.
const PAPER = [
  "青卫健〔2026〕27号",
  "关于增加安全生产任务的通知",
  "各单位：",
  "　　一、在第二阶段增加汛期前完成一次用电检查。",
  "　　二、考核办法另行调整。",
  "青禾区卫生健康局",
  "2026年9月8日",
].join("\n");

test("an amendment says what it changes, goes down, and is signed for", async () => {
  await toCampaign(officer);
  await look(officer, "show");
  await link(officer, "拟补充通知").click();
  await officer.locator("#f-text").fill(PAPER);
  await look(officer, "amend");
  await button(officer, "下一步：修改方案").click();
  await officer.locator("#unread").getByText("考核办法另行调整").waitFor();
  await officer.locator("#proposals").getByText("汛期前完成一次用电检查").first().waitFor();
  assert.equal(await officer.locator("#proposals input:checked").count(), 0);
  await officer.locator("#proposals input[type=checkbox]").first().check();
  await look(officer, "proposals");
  await button(officer, "写入勾选的改动").click();
  await officer.getByText("已把 1 处改动写入草稿").waitFor();
  await officer.getByText("汛期前完成一次用电检查").first().waitFor();
  await look(officer, "amending");
  await link(officer, "下一步：有什么变化").click();
  await officer.getByText("有 1 处变化").waitFor();
  await officer.getByText("青卫健〔2026〕27号").first().waitFor();
  await look(officer, "changes");
  await officer.locator("summary", { hasText: "重新签收" }).click();
  await button(officer, "确认下发").click();
  await officer.getByText("补充通知已下发").waitFor();
  await toCampaign(unit);
  await unit.getByText("汛期前完成一次用电检查").first().waitFor();
  await unit.locator("#amendment").getByText("考核办法另行调整").waitFor();
  await look(unit, "unit-amended");
  await button(unit, "签收").click();
  await unit.getByText("已签收").first().waitFor();
});

test("targets, members and the catalogue are looked at; a campaign ends and goes on", async () => {
  await toCampaign(officer);
  const home = officer.url();
  for (const path of ["targets", "members", "editions"]) {
    await officer.goto(`${home}/${path}`);
    await look(officer, path);
  }
  await officer.goto(`${home}/targets`);
  await officer.locator("tbody th a").first().click();
  await look(officer, "target");
  await officer.goto("/measures");
  await look(officer, "measures");
  await officer.goto("/measures/drill");
  await look(officer, "measure");
  await officer.goto("/days-off");
  await officer.locator("summary", { hasText: "录入一年的放假安排" }).click();
  await officer.getByLabel("年份").fill("2031");
  await officer.locator("details[open]").getByLabel("放假安排").fill("一、元旦：1月1日（周三）放假1天，不调休。\n二、国庆节：10月1日至7日放假，10月11日（周六）上班。");
  await officer.locator("details[open]").getByLabel("来源").fill("青办〔2030〕9号");
  await button(officer, "读取").click();
  await officer.getByText("还没有保存").waitFor();
  await look(officer, "days-off-read");
  await button(officer, "核对无误，保存").click();
  await officer.getByText("2031 年的放假安排已保存").waitFor();
  await look(officer, "days-off");
  await officer.goto(home);
  await officer.locator("summary", { hasText: "办结" }).click();
  await button(officer, "确认办结").click();
  await officer.getByText("各单位可以查看，不再登记和报送").first().waitFor();
  await look(officer, "closed");
  await officer.locator("summary", { hasText: "重新打开" }).click();
  await officer.locator("#f-reason").fill("补报第四阶段材料");
  await button(officer, "重新打开").click();
  await officer.getByText("可以继续登记和报送").waitFor();
  assert.equal(officer.url(), home);
});

test("a copy asks for this year's notice, a later end pushes the phases behind it, merged tasks come apart", async () => {
  await toCampaign(officer);
  await officer.locator("summary", { hasText: "沿用到下一年" }).click();
  await button(officer, "建立草稿").click();
  await officer.waitForURL(/\/campaigns\/\w+\/plan$/);
  const copy = officer.url().replace("/plan", "");
  await look(officer, "copy");
  await officer.goto(`${copy}/notice`);
  await look(officer, "notice");
  await officer.goto(`${copy}/targets`);
  await officer.locator("select[name$='[basis]']").first().selectOption("per_100_staff");
  await officer.locator("input[name$='[target]']").first().fill("1.567");
  await button(officer, "保存").click();
  await officer.getByText("最多两位小数").first().waitFor();
  await look(officer, "targets-refused");
  await officer.locator("input[name$='[target]']").first().fill("1.5");
  await button(officer, "保存").click();
  await officer.getByText("已保存目标").waitFor();

  await officer.goto(`${copy}/plan`);
  await officer.locator("a.icon-btn[href*='edit=phase']").first().click();
  await officer.locator("#f-ends_on").fill("2027-09-10");
  await button(officer, "保存").click();
  await look(officer, "overlap");
  await button(officer, "保存并顺延后面的阶段").click();
  await officer.getByText("已修改阶段").waitFor();

  await officer.locator("#tasks a.icon-btn").first().click();
  await officer.locator("select[name=into]").selectOption({ index: 1 });
  await button(officer, "合并").click();
  await officer.getByText("两处文字和文件依据都保留").waitFor();
  await look(officer, "merged");
  await officer.getByRole("button", { name: /^撤销合并/ }).first().click();
  await officer.getByText("已撤销合并").waitFor();

  await officer.goto(`${copy}/launch`);
  await look(officer, "copy-launch");
  await officer.getByRole("button", { name: /^下发给/ }).click();
  await officer.getByText("还没有下发").first().waitFor();
  assert.equal(officer.url(), `${copy}/launch`);
});
