// A liaison's own workbook with pictures in a ZIP becomes activities; and a photo that shows patients waits for a word.
import assert from "node:assert/strict";
import { test } from "node:test";
import { DESK, Hand, PHONE, assertQuiet } from "./harness.mjs";
import { workbook, zip } from "./packages.mjs";
import { drawn } from "./pictures.mjs";
import { looked, stage } from "./stage.mjs";

const house = stage(3);

const photos = (count) => drawn(house.browser, count);

/** Days before the demonstration's today. */
async function dayBefore(page, days) {
  await page.goto("/activities/new");
  const day = new Date(`${await page.locator('input[name="starts_on"]').inputValue()}T00:00:00Z`);
  day.setUTCDate(day.getUTCDate() - days);
  return day.toISOString().slice(0, 10);
}

const HEAD = ["名称", "日期", "地点", "主讲", "应急演练（次）", "宣传手册（册）", "照片文件名", "备注"];
// 消防演练.JPG as an old Chinese Windows writes it.
const GBK = Buffer.concat([Buffer.from("cffbb7c0d1ddc1b7", "hex"), Buffer.from(".JPG")]);
const choose = (page, name, buffer) =>
  page.locator('input[type="file"]').setInputFiles({ name, mimeType: "application/octet-stream", buffer });

test("a ledger with pictures in a ZIP: wrong cells are named, mended, and logged once", async (t) => {
  const page = await house.signedIn("unit001", DESK);
  const [early, late] = [await dayBefore(page, 4), await dayBefore(page, 2)];
  const [one, two, three] = await photos(3);
  const rows = (amount, speaker) => [
    ["青禾区第一医院活动台账"],
    HEAD,
    ["台账导入的演练", `${early} 至 ${late}`, "门诊大厅", speaker, amount, "120", "消防演练.jpg、2", "好"],
    ["台账导入的宣讲", late, "三楼", "专家", "", "30", "", ""],
  ];
  const ledger = (amount, speaker) =>
    zip([["台账/台账.xlsx", workbook("活动台账", rows(amount, speaker))], [GBK, one], ["台账/2.jpeg", two], ["台账/多的.jpg", three], ["__MACOSX/x", "x"]]);

  await page.goto("/activities/bulk");
  const hand = new Hand();
  await hand.press(page.getByRole("link", { name: "台账导入（XLSX）" }));
  await looked(page, "ledger-upload-desk");
  const [template] = await Promise.all([page.waitForEvent("download"), page.getByRole("link", { name: "下载模板" }).click()]);
  assert.equal(template.suggestedFilename(), "活动台账-模板.xlsx");
  await choose(page, "照片.zip", zip([["1.jpg", one]]));
  await page.getByRole("button", { name: "上传并预览" }).click();
  await page.getByText("压缩包里没有台账表格").waitFor();
  await looked(page, "ledger-refused-desk");

  await choose(page, "台账.zip", ledger("2次", "某人"));
  await page.getByRole("button", { name: "上传并预览" }).click();
  await page.getByRole("heading", { name: /需要修改的单元格/ }).waitFor();
  for (const cell of ["D3", "E3"]) await page.getByRole("rowheader", { name: cell, exact: true }).waitFor();
  await page.getByRole("button", { name: "只登记没有问题的 1 项" }).waitFor();
  await looked(page, "ledger-wrong-desk");
  await page.setViewportSize(PHONE);
  await looked(page, "ledger-wrong-phone");
  await page.setViewportSize(DESK);

  await page.getByRole("link", { name: "重新上传" }).first().click();
  await choose(page, "台账.zip", ledger("2", "王院长"));
  await hand.press(page.getByRole("button", { name: "上传并预览" }));
  await page.getByText("多的.jpg").waitFor();
  await looked(page, "ledger-right-desk");
  await page.setViewportSize(PHONE);
  await looked(page, "ledger-right-phone");
  await page.setViewportSize(DESK);
  const reason = page.getByLabel("早于通知日期的原因");
  if (await reason.count()) await reason.fill("通知印发前已按计划开展");
  await hand.press(page.getByRole("button", { name: "登记 2 项活动" }));
  await page.getByText("已登记 2 项活动").waitFor();
  hand.within(6, "ledger chosen → logged", t);
  await page.getByRole("link", { name: "台账导入的演练" }).click();
  assert.equal(await page.locator(".photos img").count(), 2);
  await page.getByText("领导", { exact: true }).waitFor();

  await page.goto("/activities/import");
  await choose(page, "台账.zip", ledger("2", "王院长"));
  await page.getByRole("button", { name: "上传并预览" }).click();
  assert.equal(await page.getByText("已有，不重复登记").count(), 2);
  await page.getByText("没有可以登记的行").waitFor();
  await looked(page, "ledger-again-desk");
  assertQuiet(page);
  await page.context().close();
});

test("a photo with patients is ticked on the phone, hidden from the bureau, and confirmed by the leader", async () => {
  const page = await house.signedIn("unit001", PHONE);
  await page.goto("/activities/new");
  const [picture] = await photos(1);
  await page.locator('input[type="file"][name="files"]').setInputFiles({ name: "病房.jpg", mimeType: "image/jpeg", buffer: picture });
  await page.getByLabel("含患者", { exact: true }).last().check();
  await page.getByText("已保存 1/1").waitFor();
  await looked(page, "patients-form-phone");
  await page.getByLabel("名称").fill("病房健康宣教");
  await page.getByRole("button", { name: "完成", exact: true }).click();
  await page.getByText("含患者画面·待确认").waitFor();
  await looked(page, "patients-show-phone");
  const address = new URL(page.url()).pathname;

  const bureau = await house.signedIn("officer", DESK);
  await bureau.goto(address);
  await bureau.getByText("含患者画面·待确认").waitFor();
  const kind = await bureau.evaluate(async () => (await fetch(document.querySelector(".photos img").src)).headers.get("content-type"));
  assert.equal(kind, "image/svg+xml");
  await looked(bureau, "patients-bureau-desk");
  await bureau.goto("/activities/photos");
  await looked(bureau, "patients-wall-desk");
  await bureau.context().close();

  await page.locator("summary", { hasText: "确认可用…" }).click();
  await looked(page, "patients-confirm-phone");
  await page.getByRole("button", { name: "确认可用", exact: true }).click();
  await page.getByText("含患者画面·已确认可用").waitFor();
  assertQuiet(page);
  await page.context().close();
});
