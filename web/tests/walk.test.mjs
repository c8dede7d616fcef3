// The whole thread in a browser, from an empty folder: a notice goes in, a plan is launched, units log and report, one draft comes out.
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { basename, join } from "node:path";
import { after, before, test } from "node:test";
import { Hand, PHONE, assertQuiet, axe, programPath, root, shot, startBrowser, startProgram } from "./harness.mjs";
import { unzip, xlsx } from "./office.mjs";
import { invite, setUp } from "./people.mjs";
import { drawn } from "./pictures.mjs";

const NOTICE = process.env.ANBIAO_NOTICE ?? join(root, "app", "demo", "notice.txt");
const UNITS = ["青禾区东街医院", "青禾区南塘卫生院"];
const TITLES = ["单位名称", "简称", "类别", "街道（乡镇）", "在职人数", "联络员", "联络员电话"];
const ROSTER = [
  [UNITS[0], "东街医院", "二级医院", "东街街道", "320", "陈立", "13900000001"],
  [UNITS[1], "南塘卫生院", "乡镇卫生院", "南塘镇", "46", "何敏", "13900000002"],
];
const ACTIVITY = "门诊大厅安全咨询日";
/** Measures that campaigns of publicity ask for; the first four that wait as chips are filled in. */
const MEASURES = ["现场咨询", "知识竞赛", "宣传手册", "LED滚动标语", "专题专栏", "一封信", "宣传报道", "宣传标语"];
const AMOUNTS = ["1", "2", "200", "4"];

let program;
let browser;
/** Filled on the way: pages of `officer`, `reviewer`, `phone` (first unit) and `plain` (second unit, without scripts). */
const at = {};

/** Eleven days before the first phase ends: it can be worked and reported in. */
function dayOfTheWalk() {
  const reading = JSON.parse(execFileSync(programPath(), ["notice", "read", NOTICE, "--format", "json"], { encoding: "utf8" }));
  const day = new Date(`${reading.phases[0].ends_on}T00:00:00Z`);
  day.setUTCDate(day.getUTCDate() - 11);
  return day.toISOString().slice(0, 10);
}
const TODAY = dayOfTheWalk();

before(async () => {
  [program, browser] = await Promise.all([startProgram({ today: TODAY }), startBrowser()]);
});
after(async () => {
  await browser?.close();
  await program?.stop();
});

/** Looks at the page where it stands: a picture, axe, no complaint. */
async function look(page, name) {
  await shot(page, `walk-${name}`);
  await axe(page);
  assertQuiet(page);
}

/** The same page in the other width. */
async function lookAlsoAsPhone(page, name) {
  await look(page, name);
  const desk = page.viewportSize();
  await page.setViewportSize(PHONE);
  await look(page, name);
  await page.setViewportSize(desk);
}

function sheet(rows) {
  return { name: "单位名册.xlsx", mimeType: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", buffer: xlsx([TITLES, ...rows]) };
}

/** JPEGs, each with something else on it. */
async function photos(count) {
  const jpegs = await drawn(browser, count, [1280, 960]);
  return jpegs.map((buffer, i) => ({ name: `IMG_${i + 1}.jpg`, mimeType: "image/jpeg", buffer }));
}

function button(page, name) {
  return page.getByRole("button", { name, exact: true });
}

function link(page, name) {
  return page.getByRole("link", { name, exact: true });
}

test("a stranger's empty folder becomes a bureau with its people", async () => {
  Object.assign(at, await setUp(browser, program));
});

test("units come from a sheet, every wrong cell is named", async () => {
  const page = at.officer;
  await page.goto("/units");
  await link(page, "导入名册").first().click();
  const wrong = ROSTER[0].with(4, "很多");
  await page.locator("#f-file").setInputFiles(sheet([wrong, ROSTER[1]]));
  await button(page, "上传并预览").click();
  await page.getByRole("rowheader", { name: "E2" }).waitFor();
  await lookAlsoAsPhone(page, "units-wrong");
  await page.locator("#f-file").setInputFiles(sheet(ROSTER));
  await button(page, "上传并预览").click();
  await page.getByText("不会改动").waitFor();
  await lookAlsoAsPhone(page, "units-preview");
  await button(page, "确认导入").click();
  for (const unit of UNITS) await link(page, unit).waitFor();
  at.phone = await invite(browser, program, page, UNITS[0], "dongjie", "陈立");
  at.plain = await invite(browser, program, page, UNITS[1], "nantang", "何敏", { javaScriptEnabled: false });
});

test("the notice becomes a plan, each item lit in its sentence", async () => {
  const page = at.officer;
  at.launching = new Hand();
  await page.goto("/campaigns/new");
  await lookAlsoAsPhone(page, "new");
  await at.launching.choose(page.locator("#f-file"), { name: basename(NOTICE), mimeType: "text/plain", buffer: readFileSync(NOTICE) });
  await at.launching.press(button(page, "读取通知"));
  await page.locator(".notice").waitFor();
  await lookAlsoAsPhone(page, "plan");
  const rows = page.locator("[data-source]:not([data-source=''])");
  const sources = await rows.evaluateAll((all) => all.map((row) => row.dataset.source));
  assert.ok(sources.length > 20, `${sources.length} items have a source`);
  for (const [i, source] of sources.entries()) {
    await rows.nth(i).hover();
    const lit = page.locator("mark.lit");
    assert.ok((await lit.count()) > 0, `nothing is lit for ${source}`);
    assert.deepEqual([...new Set(await lit.evaluateAll((marks) => marks.map((mark) => mark.dataset.of)))], [source]);
  }
  await page.mouse.move(0, 0);
  await page.locator(".phase-name a").first().focus();
  assert.ok((await page.locator("mark.lit").count()) > 0, "the focus lights nothing");
  assert.ok(await page.locator("mark.lit").first().isVisible());
});

test("a date and a target are corrected", async () => {
  const page = at.officer;
  at.phase = await page.locator(".phase-name").first().innerText();
  const second = page.locator(".phase").nth(1);
  const [end] = (await second.locator(".phase-dates").innerText()).match(/\d{4}-\d\d-\d\d$/);
  const later = `${end.slice(0, 8)}15`;
  await second.locator(".icon-btn").click();
  await page.locator('[name="ends_on"]').fill(later);
  await look(page, "plan-phase");
  await button(page, "保存").click();
  assert.match(await page.locator(".phase").nth(1).locator(".phase-dates").innerText(), new RegExp(`${later}$`));
  const chip = page.locator("#indicators .chip[data-source]").filter({ hasText: /手册|讲座|海报/ }).first();
  const name = await chip.innerText();
  await chip.click();
  await page.locator('#indicators [name="target"]').fill("160");
  await button(page, "保存").click();
  await link(page, `${name} 每单位 ≥ 160`).waitFor();
  await page.locator("#indicators .chip[data-source]").filter({ hasText: /手册|讲座|推文|报道|竞赛/ }).first().click();
  await page.locator("#indicators summary").first().click();
  await lookAlsoAsPhone(page, "plan-part");
  await page.goto(`${new URL(page.url()).pathname}?edit=add-series`);
  const [from, to] = [TODAY, `${Number(TODAY.slice(0, 4)) + 1}${TODAY.slice(4)}`];
  await page.locator('[name="from"]').fill(from);
  await page.locator('[name="to"]').fill(to);
  await page.locator('[name="every"]').selectOption("two_months");
  await button(page, "预览日期").click();
  await page.getByText("将添加").waitFor();
  await lookAlsoAsPhone(page, "plan-series");
  await page.goto(new URL(page.url()).pathname.replace("/series", "/plan"));
});

test("the questions are answered, the plan is launched to the units", async (t) => {
  const page = at.officer;
  for (let open = await page.locator(".ask").count(); open > 0; open -= 1) {
    await at.launching.press(page.locator(".ask .choices button").first());
    await page.waitForFunction((left) => document.querySelectorAll(".ask").length < left, open);
  }
  await at.launching.press(page.getByRole("link", { name: "下一步" }));
  await lookAlsoAsPhone(page, "choose-units");
  await at.launching.press(button(page, "选择列出的 2 家"));
  await at.launching.press(button(page, "下一步：下发"));
  await lookAlsoAsPhone(page, "launch");
  await at.launching.press(button(page, "下发给 2 家单位"));
  await page.locator("#signatures").waitFor();
  await lookAlsoAsPhone(page, "launched");
  at.launching.within(12, "file chosen → launched", t);
});

test("a unit signs for it and logs an activity on a phone", async (t) => {
  const page = at.phone;
  await page.goto("/");
  await look(page, "workbench-unsigned");
  await page.locator(".todo").filter({ hasText: "签收" }).click();
  await button(page, "签收").click();
  await page.getByText("已签收").first().waitFor();
  await page.goto("/activities/new");
  const hand = new Hand();
  await hand.choose(page.locator('[name="files"]'), await photos(2));
  await hand.type(page.locator("#f-name"), ACTIVITY);
  const chips = page.locator("[data-chips] .chip");
  const offered = (await chips.allInnerTexts()).join();
  const measures = MEASURES.filter((measure) => offered.includes(measure));
  for (const [i, amount] of AMOUNTS.entries()) {
    await hand.press(chips.filter({ hasText: measures[i] }));
    await page.keyboard.type(amount);
  }
  await page.getByText("已保存 2/2").waitFor();
  const split = page.locator(".quantity:visible details.split").first();
  await split.locator("summary").click();
  await split.locator("select:visible").last().selectOption({ index: 1 });
  await look(page, "activity");
  await hand.press(button(page, "完成"));
  await page.getByRole("heading", { name: ACTIVITY }).waitFor();
  hand.within(9, "an activity with four numbers and two photos (8 and its name)", t);
  assert.equal(await page.locator(".photos img").count(), 2);
  assert.equal(await page.locator("tbody tr").count(), AMOUNTS.length);
  await look(page, "activity-logged");
});

test("a figure on the workbench opens the rows behind it", async () => {
  const page = at.phone;
  await page.goto("/");
  await look(page, "workbench");
  await page.locator(".figure-link").filter({ hasNotText: /^0$/ }).first().click();
  await look(page, "figure");
  await link(page, "查看登记").click();
  await page.getByRole("heading", { name: ACTIVITY }).waitFor();
});

/** From the workbench to the report of the first phase. */
async function openReport(page, hand) {
  await page.goto("/");
  await hand.press(page.getByRole("link", { name: /^报送/ }).first());
  await hand.press(page.getByRole("row").filter({ hasText: at.phase }).getByRole("link", { name: "填报" }));
}

/** A phone on a bad network: the same request once more. */
async function sendAgain(page, request) {
  const headers = { "content-type": request.headers()["content-type"], origin: program.base };
  const answer = await page.request.post(request.url(), { data: request.postData(), headers });
  assert.equal(answer.status(), 200);
}

async function writeProblems(page, text) {
  await page.locator('a[href^="?edit=problems"]').click();
  await page.locator('[name="text"]').fill(text);
  await button(page, "保存").click();
  await page.getByText(text).waitFor();
}

test("the report stands there assembled; a narrative is edited; sending it twice sends it once", async (t) => {
  const page = at.phone;
  const hand = new Hand();
  await openReport(page, hand);
  await page.locator(".draft").getByText(ACTIVITY).first().waitFor();
  assert.equal(await page.locator("#pictures img").count(), 2);
  await look(page, "report");
  await writeProblems(page, "夜班人员参加讲座不便，下一步增加一场夜间讲座。");
  await look(page, "report-own");
  const sending = page.waitForRequest((request) => request.url().endsWith("/submit"));
  await hand.press(button(page, "提交").first());
  hand.within(5, "workbench → report submitted", t);
  await page.getByRole("heading", { name: "第 1 次报送" }).waitFor();
  await sendAgain(page, await sending);
  await page.reload();
  await page.getByRole("heading", { name: "第 1 次报送" }).waitFor();
  await look(page, "report-sent");
});

test("without scripts: sign for it, log with a photo, edit, submit", async () => {
  const page = at.plain;
  await page.goto("/");
  await page.locator(".todo").filter({ hasText: "签收" }).click();
  await button(page, "签收").click();
  await page.goto("/");
  await link(page, "登记活动").click();
  await page.locator("#f-name").fill("南塘镇宣传日");
  await page.locator('.quantity input[inputmode="numeric"]').first().fill("3");
  await page.locator('[name="files"]').setInputFiles(await photos(3).then((drawn) => drawn.slice(2)));
  await shot(page, "walk-plain-activity");
  await button(page, "完成").click();
  await page.getByRole("heading", { name: "南塘镇宣传日" }).waitFor();
  assert.equal(await page.locator(".photos img").count(), 1);
  await openReport(page, new Hand());
  await writeProblems(page, "村卫生室人手少，下一步由卫生院带队宣传。");
  await button(page, "提交").first().click();
  await page.getByRole("heading", { name: "第 1 次报送" }).waitFor();
});

async function openReview(page, unit, hand) {
  await page.goto("/reports");
  await hand.press(page.getByRole("row").filter({ hasText: unit }).getByRole("link", { name: "审核", exact: true }));
}

test("the reviewer returns one with a reason and approves it when it comes back; a clean one takes two taps", async (t) => {
  const reviewer = at.reviewer;
  await openReview(reviewer, UNITS[0], new Hand());
  await lookAlsoAsPhone(reviewer, "review");
  await reviewer.locator('[name="reason"]').first().fill("请写明讲座的时间和主讲人。");
  await button(reviewer, "退回修改").click();
  await at.phone.goto("/");
  await at.phone.locator(".todo").filter({ hasText: "退回" }).click();
  await at.phone.getByText("请写明讲座的时间和主讲人。").first().waitFor();
  await look(at.phone, "report-returned");
  await writeProblems(at.phone, `${TODAY} 由分管领导主讲，夜班人员参加不便，下一步增加夜间讲座。`);
  await button(at.phone, "提交").first().click();
  await at.phone.getByRole("heading", { name: "第 2 次报送" }).waitFor();
  await openReview(reviewer, UNITS[0], new Hand());
  await reviewer.getByText("与上次报送相比").waitFor();
  await lookAlsoAsPhone(reviewer, "review-again");
  await button(reviewer, "审核通过").click();
  const clean = new Hand();
  await openReview(reviewer, UNITS[1], clean);
  await clean.press(button(reviewer, "审核通过"));
  await reviewer.waitForURL(/\/reports/);
  clean.within(2, "queue → clean report approved", t);
});

test("the desk shows who has reported", async () => {
  const page = at.officer;
  await page.goto("/desk");
  for (const unit of UNITS) {
    await page.getByRole("row").filter({ hasText: unit }).getByText("审核通过").waitFor();
  }
  await lookAlsoAsPhone(page, "desk");
});

async function downloaded(page, name) {
  const [download] = await Promise.all([page.waitForEvent("download"), link(page, name).click()]);
  return unzip(readFileSync(await download.path()));
}

test("one draft comes out, with every unit in it", async () => {
  const page = at.officer;
  await page.goto("/consolidations");
  await page.getByRole("radio").first().check({ force: true });
  await lookAlsoAsPhone(page, "consolidations");
  await button(page, "生成汇总稿").click();
  await shot(page, "walk-consolidating");
  await link(page, "下载汇总稿 DOCX").waitFor({ timeout: 60_000 });
  await lookAlsoAsPhone(page, "consolidated");
  const draft = await downloaded(page, "下载汇总稿 DOCX");
  const text = draft.get("word/document.xml").toString();
  for (const unit of UNITS) assert.ok(text.includes(unit), `${unit} is not in the draft`);
  assert.ok([...draft.keys()].filter((name) => /^word\/media\/.*\.jpe?g$/.test(name)).length >= 3, "the draft has no pictures");
  const ledger = await downloaded(page, "下载台账 XLSX");
  const cells = [...ledger].filter(([name]) => /sharedStrings|worksheets/.test(name)).map(([, body]) => body.toString());
  for (const unit of UNITS) assert.ok(cells.join("").includes(unit), `${unit} is not in the ledger`);
  for (const one of [at.officer, at.reviewer, at.phone, at.plain]) assertQuiet(one);
});
