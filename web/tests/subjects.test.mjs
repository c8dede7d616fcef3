// 上级依据 and 宣传内容 in a browser: read from the notice, corrected on the plan's page, shown where the campaign is shown; both widths.
import assert from "node:assert/strict";
import { test } from "node:test";
import { DESK, PHONE, assertQuiet } from "./harness.mjs";
import { looked, stage } from "./stage.mjs";

// The notice of this test is of that week.
const house = stage(3, "2026-09-10");

const NOTICE = [
  "青卫健〔2026〕43号",
  "云岭市青禾区卫生健康局关于印发消防宣传月活动方案的通知",
  "各医疗卫生单位：",
  "　　根据市卫生健康委《关于开展消防宣传月活动的通知》（云卫〔2026〕31号）要求，现将《消防宣传月活动方案》印发给你们。",
  "云岭市青禾区卫生健康局",
  "2026年9月8日",
  "消防宣传月活动方案",
  "　　一、实施步骤",
  "　　（一）集中宣传（2026年10月31日前）。各单位要广泛宣传消防法律法规、火灾逃生自救、电动自行车充电安全等相关内容，张贴海报不少于2张。",
  "　　（二）总结提升（2026年11月30日前）。开展应急演练1次，并于11月30日前报送总结。",
].join("\n");

function button(page, name) {
  return page.getByRole("button", { name, exact: true });
}

/** Looks at the page in both widths. */
async function lookedAtTwice(page, name) {
  for (const size of [PHONE, DESK]) {
    await page.setViewportSize(size);
    await looked(page, `subjects-${name}`);
    assertQuiet(page);
  }
}

test("what the notice follows and makes known is corrected on the plan and shown afterwards", async () => {
  const officer = await house.signedIn("officer", DESK);
  await officer.goto("/campaigns/new");
  await officer.locator("textarea[name=text]").fill(NOTICE);
  await button(officer, "读取通知").click();
  await officer.waitForURL(/\/campaigns\/\w+\/plan$/);
  const campaign = officer.url().match(/campaigns\/(\w+)/)[1];
  const head = await officer.locator("#head").textContent();
  assert.match(head, /上级依据：市卫生健康委《关于开展消防宣传月活动的通知》（云卫〔2026〕31号）/);
  const annexes = officer.locator("#annexes");
  assert.match(await annexes.textContent(), /宣传内容 3 条[\s\S]*火灾逃生自救/);
  await annexes.getByLabel("修改宣传内容：火灾逃生自救").click();
  await officer.getByLabel("文字（附件填名称）").fill("火场逃生自救");
  await lookedAtTwice(officer, "edit");
  await button(officer, "保存").click();
  await officer.getByText("已修改").waitFor();
  await officer.locator("#add-annex").click();
  await officer.getByLabel("类别").selectOption("subject");
  await officer.getByLabel("文字（附件填名称）").fill("消防设施器材使用");
  await button(officer, "添加").click();
  await officer.getByText("已添加").waitFor();
  assert.match(await officer.locator("#annexes").textContent(), /宣传内容 4 条/);
  await lookedAtTwice(officer, "plan");

  await officer.goto(`/campaigns/${campaign}/units`);
  await officer.getByRole("button", { name: /^选择列出的/ }).click();
  await officer.goto(`/campaigns/${campaign}/launch`);
  await officer.getByRole("button", { name: /^下发给 \d+ 家单位$/ }).click();
  await officer.waitForURL(new RegExp(`/campaigns/${campaign}$`));
  assert.match(await officer.locator("#ground").textContent(), /云卫〔2026〕31号/);
  await lookedAtTwice(officer, "bureau");

  const unit = await house.signedIn("unit001", DESK);
  await unit.goto(`/campaigns/${campaign}`);
  assert.match(await unit.locator("#annexes").textContent(), /火场逃生自救/);
  await lookedAtTwice(unit, "unit");
});
