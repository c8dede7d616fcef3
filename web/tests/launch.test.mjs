// A plan goes down late in a browser: two reports become one, a day that has passed gets another, what is open is taken as proposed.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { PHONE, assertQuiet, axe, openPage, shot, signIn, startBrowser, startProgram } from "./harness.mjs";

let program;
let browser;
let officer;
let plan;

// The demonstration's day is 2026-09-10.
const PAPER = [
  "关于开展用电安全检查的通知",
  "各单位：",
  "　　一、工作步骤",
  "　　（一）自查自纠（2026年8月31日前）。各单位开展一次用电检查，并于2026年8月31日前报送自查报告。",
  "　　（二）集中检查（2026年10月31日前）。各单位整改隐患，并于2026年10月31日前报送整改台账。",
  "　　（三）总结提高（2026年11月30日前）。各单位完善制度，并于2026年11月30日前报送工作总结。",
  "　　二、工作要求",
  "　　各单位每月报送工作信息，每半月向局安办反馈一次进展。",
  "青禾区卫生健康局",
  "2026年8月1日",
].join("\n");

before(async () => {
  [program, browser] = await Promise.all([startProgram({ demo: ["--units", "3", "--photos-per-unit", "1", "--now", "2026-09-10"] }), startBrowser()]);
  officer = await openPage(browser, program.base);
  await signIn(officer, program.signIns.find((who) => who.login === "officer"));
});
after(async () => {
  await browser?.close();
  await program?.stop();
});

/** Looks at the page in both widths, on the phone where `what` stands: a picture, axe, no complaint. */
async function look(name, what = "h1") {
  const desk = officer.viewportSize();
  for (const size of [desk, PHONE]) {
    await officer.setViewportSize(size);
    await officer.locator(what).first().evaluate((one) => one.scrollIntoView({ block: "center" }));
    await shot(officer, `launch-${name}`);
    await axe(officer);
    assertQuiet(officer);
  }
  await officer.setViewportSize(desk);
}

function button(name) {
  return officer.getByRole("button", { name, exact: true });
}

/** The line of a report on the plan's page. */
function due(title) {
  return officer.locator("#dues .phase").filter({ hasText: title });
}

test("two reports become one, and come apart again", async () => {
  await officer.goto("/campaigns/new");
  await officer.locator("#f-file").setInputFiles({ name: "通知.txt", mimeType: "text/plain", buffer: Buffer.from(PAPER) });
  await button("读取通知").click();
  await officer.waitForURL(/\/plan$/);
  plan = new URL(officer.url()).pathname;
  await due("整改台账").getByRole("link", { name: "修改报送整改台账" }).click();
  const into = officer.locator("#dues select[name=into]");
  assert.ok(!(await into.innerText()).includes("整改台账"), "it cannot go into itself");
  await into.selectOption({ label: "报送工作总结（2026-11-30）" });
  await look("merging", "#dues select[name=into]");
  await into.locator("xpath=..").getByRole("button", { name: "合并" }).click();
  await officer.getByText("期限按并入的那一项").waitFor();
  await due("报送工作总结；报送整改台账").waitFor();
  await look("merged-dues", "#dues .phase:has(.phase-edit)");
  await officer.locator("#dues").getByRole("button", { name: /^撤销合并/ }).click();
  await officer.getByText("已撤销合并").waitFor();
  assert.equal(await due("整改台账").count(), 1, "it stands by itself again");
});

test("a series may fall on the first working day of each month", async () => {
  await officer.goto(`${plan}?edit=add-series`);
  await officer.locator('#dues [name="title"]').fill("工作信息");
  await officer.locator('[name="every"]').selectOption("month");
  await officer.locator('[name="from"]').fill("2026-09-11");
  await officer.locator('[name="to"]').fill("2026-12-31");
  await officer.getByLabel(/第一个工作日/).check();
  await button("预览日期").click();
  await officer.getByText("将添加").waitFor();
  await look("first-workday", "[name=first_workday]");
});

test("a day that has passed gets another, and what is open is taken as proposed", async () => {
  await officer.goto(plan.replace("/plan", "/units"));
  await officer.getByRole("button", { name: /^选择列出的/ }).click();
  await button("下一步：下发").click();
  await officer.waitForURL(/\/launch$/);
  const past = officer.locator("#past-dates");
  await past.getByText("自查报告").first().waitFor();
  assert.deepEqual((await past.locator("tbody th").allInnerTexts()).sort(), ["2026年8月工作信息", "报送自查报告"], "only what has passed");
  const open = officer.locator("#open-questions li");
  assert.ok((await open.count()) > 0 && (await open.count()) === (await open.filter({ hasText: "建议：" }).count()), "each has a proposal");
  await look("late", "#past-dates");
  await past.getByText("下发后 3 个工作日（2026-09-15）").click();
  await past.getByLabel("报送自查报告另定期限").fill("2026-09-21");
  await button("按建议全部采用并下发").click();
  await officer.waitForURL(/\/campaigns\/\w+$/);
  for (const moved of ["2026-09-15", "2026-09-21"]) await officer.getByText(moved).first().waitFor();
  assert.equal(await officer.getByText("按补录办理，不催报").count(), 0, "nothing stays in the past");
  await look("down");
});
