// A unit's own plan in a browser: filed with its file, returned with a reason, corrected, filed again, accepted; both widths.
import assert from "node:assert/strict";
import { test } from "node:test";
import { DESK, PHONE, assertQuiet } from "./harness.mjs";
import { looked, stage } from "./stage.mjs";

// The notice of these tests is of that week.
const house = stage(3, "2026-09-10");

const NOTICE = [
  "青卫健〔2026〕41号",
  "云岭市青禾区卫生健康局关于印发用电安全专项行动工作方案的通知",
  "各医疗卫生单位：",
  "　　现将《用电安全专项行动工作方案》印发给你们。请各单位于2026年10月20日前将本单位工作方案报局备案。",
  "云岭市青禾区卫生健康局",
  "2026年9月8日",
  "用电安全专项行动工作方案",
  "　　一、实施步骤",
  "　　（一）动员部署（2026年10月31日前）。各单位要召开专题会议，组织应急演练2次。",
  "　　（二）排查整治（2026年12月31日前）。开展隐患排查，张贴安全警示标识。",
].join("\n");

/** A paper that a scanner might have made. */
const SEALED = Buffer.from("%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj\n3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n");

function button(page, name) {
  return page.getByRole("button", { name, exact: true });
}

/** Looks at the page in both widths. */
async function lookedAtTwice(page, name) {
  const own = page.viewportSize();
  for (const size of [DESK, PHONE]) {
    await page.setViewportSize(size);
    await looked(page, `plans-${name}`);
    assertQuiet(page);
  }
  await page.setViewportSize(own);
}

/** A row of the plan's table, which is folded on a phone. */
async function fillRow(page, at, fields) {
  await page.locator("details.row-fold summary").nth(at).click();
  for (const [field, text] of Object.entries(fields)) await page.locator(`[name="items[${at}][${field}]"]`).fill(text);
}

/** The officer's notice goes down to every unit. */
async function sendDown(officer) {
  await officer.goto("/campaigns/new");
  await officer.locator("textarea[name=text]").fill(NOTICE);
  await button(officer, "读取通知").click();
  await officer.waitForURL(/\/campaigns\/\w+\/plan$/);
  const campaign = officer.url().match(/campaigns\/(\w+)/)[1];
  await officer.goto(`/campaigns/${campaign}/units`);
  await officer.getByRole("button", { name: /^选择列出的/ }).click();
  await officer.goto(`/campaigns/${campaign}/launch`);
  await officer.getByRole("button", { name: /^下发给 \d+ 家单位$/ }).click();
  await officer.waitForURL(new RegExp(`/campaigns/${campaign}$`));
}

test("a plan is filed with its file, returned, corrected, filed again and accepted", async () => {
  const [officer, unit] = [await house.signedIn("officer", DESK), await house.signedIn("unit001", PHONE)];
  await sendDown(officer);

  await unit.goto("/plans");
  await unit.getByRole("link", { name: /用电安全/ }).first().click();
  await unit.getByRole("link", { name: "开始填写" }).waitFor();
  const address = new URL(unit.url()).pathname;
  await lookedAtTwice(unit, "empty");
  await unit.getByRole("link", { name: "开始填写" }).click();
  await unit.locator('[name="leader"]').fill("陈志明院长");
  await unit.locator('[name="deputy"]').fill("周副院长");
  await unit.locator('[name="officer"]').fill("林安全");
  await fillRow(unit, 0, { department: "总务科", person: "林安全" });
  await unit.getByRole("button", { name: "空着的责任部门、责任人同上一行" }).click();
  await lookedAtTwice(unit, "edit");
  await button(unit, "保存").last().click();
  await unit.waitForURL((url) => url.pathname === address);
  await unit.locator("#f-file").setInputFiles({ name: "用电安全方案（盖章）.pdf", mimeType: "application/pdf", buffer: SEALED });
  await button(unit, "上传").click();
  const file = unit.getByRole("link", { name: "用电安全方案（盖章）.pdf" });
  await file.waitFor();
  const [download] = await Promise.all([unit.waitForEvent("download"), file.click()]);
  assert.equal(download.suggestedFilename(), "用电安全方案（盖章）.pdf");
  await button(unit, "报局备案").click();
  await unit.getByText("待审").first().waitFor();
  assert.equal(await button(unit, "报局备案").count(), 0, "it lies with the bureau");
  await lookedAtTwice(unit, "filed");

  const reviewer = await house.signedIn("reviewer", DESK);
  await reviewer.goto(address);
  await reviewer.getByRole("link", { name: "用电安全方案（盖章）.pdf" }).waitFor();
  await reviewer.locator("summary", { hasText: "退回修改…" }).click();
  await reviewer.locator('[name="reason"]').fill("请写明应急演练的责任人和完成日期。");
  await lookedAtTwice(reviewer, "returning");
  await button(reviewer, "退回给单位").click();
  await reviewer.getByText("退回修改").first().waitFor();

  await unit.goto("/");
  await unit.getByRole("link", { name: /用电安全/ }).first().waitFor();
  await unit.goto(address);
  await unit.getByText("请写明应急演练的责任人和完成日期。").first().waitFor();
  await lookedAtTwice(unit, "returned");
  await unit.getByRole("link", { name: "修改方案" }).click();
  await fillRow(unit, 0, { person: "陈演练" });
  await button(unit, "保存").last().click();
  await unit.waitForURL((url) => url.pathname === address);
  await unit.getByText("陈演练").first().waitFor();
  await button(unit, "报局备案").click();
  await unit.getByText("待审").first().waitFor();

  await reviewer.goto(address);
  await reviewer.getByText("陈演练").first().waitFor();
  await button(reviewer, "同意备案").click();
  await reviewer.getByText("已备案").first().waitFor();
  await unit.goto(address);
  await unit.getByText("已备案").first().waitFor();
  const past = await unit.locator(".plain-list b").allInnerTexts();
  assert.equal(past.filter((step) => step.includes("退回")).length, 1, past.join("、"));
  await lookedAtTwice(unit, "accepted");
  for (const page of [officer, unit, reviewer]) await page.context().close();
});
