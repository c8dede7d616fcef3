// The last evening: eighty pictures of a phone become activities, in few taps, on a phone; and without scripts.
import assert from "node:assert/strict";
import { test } from "node:test";
import { DESK, Hand, PHONE, assertQuiet, openPage } from "./harness.mjs";
import { drawn } from "./pictures.mjs";
import { looked, stage } from "./stage.mjs";

const house = stage(3);

/** DateTimeOriginal as a camera writes it, right behind the first marker of a JPEG. */
function dated(jpeg, taken) {
  const tiff = Buffer.concat([
    Buffer.from("4d4d002a00000008000187690004000000010000001a00000000", "hex"),
    Buffer.from("000190030002000000140000002c00000000", "hex"),
    Buffer.from(`${taken}\0`, "latin1"),
  ]);
  const head = Buffer.from([0xff, 0xe1, 0, tiff.length + 8]);
  return Buffer.concat([jpeg.subarray(0, 2), head, Buffer.from("Exif\0\0", "latin1"), tiff, jpeg.subarray(2)]);
}

/** JPEGs, each with something else on it; `times[i]` is when the camera says, blank: it says nothing. */
async function photos(times) {
  const jpegs = await drawn(house.browser, times.length);
  return jpegs.map((jpeg, i) => ({
    name: `IMG_${i + 1}.jpg`,
    mimeType: "image/jpeg",
    buffer: times[i] === "" ? jpeg : dated(jpeg, times[i]),
  }));
}

/** Days before the demonstration's today, as a camera writes them. */
async function dayBefore(page, days) {
  const today = await page.locator('input[name="starts_on"]').inputValue();
  const day = new Date(`${today}T00:00:00Z`);
  day.setUTCDate(day.getUTCDate() - days);
  return day.toISOString().slice(0, 10);
}

const group = (page, place) => page.getByRole("region", { name: `第 ${place} 组`, exact: true });

test("80 pictures stand in groups after at most 15 taps, and become activities", async (t) => {
  const page = await house.signedIn("unit001", PHONE);
  await page.goto("/activities/new");
  const days = await Promise.all([4, 3, 2].map((before) => dayBefore(page, before)));
  const minute = (i) => String(i % 60).padStart(2, "0");
  const when = (day, hour) => (_, i) => `${day.replaceAll("-", ":")} ${hour}:${minute(i)}:00`;
  const times = [
    ...Array.from({ length: 20 }, when(days[0], "09")),
    ...Array.from({ length: 20 }, when(days[1], "09")),
    ...Array.from({ length: 20 }, when(days[1], "15")),
    ...Array.from({ length: 10 }, when(days[2], "10")),
    ...Array.from({ length: 10 }, () => ""),
  ];
  const hand = new Hand();
  await hand.press(page.getByRole("link", { name: "批量补录", exact: true }));
  await hand.choose(page.locator('input[type="file"]'), await photos(times));
  await hand.press(page.getByRole("button", { name: "按时间分组", exact: true }));
  await page.getByText("81 张照片分成").or(page.getByText("80 张照片分成 4 组")).waitFor({ timeout: 120_000 });
  hand.within(15, "80 pictures → grouped", t);
  assert.equal(await page.locator("[data-group]").count(), 4);
  await looked(page, "bulk-groups-phone");

  // Two pictures that belong elsewhere, a group that is part of another, and one that is two.
  const more = new Hand();
  for (const at of [0, 1]) await more.press(group(page, 1).locator(".photo-press").nth(at));
  await looked(page, "bulk-selected-phone");
  await more.press(page.locator("[data-targets]").getByRole("button", { name: "第 2 组", exact: true }));
  await group(page, 2).getByText("22 张").waitFor();
  await more.press(group(page, 3).getByRole("button", { name: "并入上一组" }));
  await group(page, 2).getByText("42 张").waitFor();
  await more.press(group(page, 3).locator(".photo-press").last());
  await more.press(page.locator("[data-targets]").getByRole("button", { name: "新的一组", exact: true }));
  await group(page, 4).getByText("1 张").waitFor();
  await more.press(group(page, 4).locator(".photo-press").first());
  await more.press(page.locator("[data-targets]").getByRole("button", { name: "不登记", exact: true }));
  await page.getByText("79 张照片分成 3 组").waitFor();
  await more.press(group(page, 3).locator(".photo-press").first());
  await more.press(page.locator("[data-targets]").getByRole("button", { name: "第 2 组", exact: true }));
  await group(page, 2).getByText("43 张").waitFor();
  t.diagnostic(`moved, merged, split and left out: ${more.taps} taps`);

  // Kinds that are counted: a thing that is done or not takes no number but 1.
  for (const [index, label] of ["隐患排查（次）", "专题会议（次）", "宣传展板（块）"].entries()) {
    const place = index + 1;
    const kind = group(page, place).getByLabel("类型", { exact: true });
    await kind.selectOption({ label });
    assert.notEqual(await group(page, place).getByLabel("名称").inputValue(), "", "the kind is a name until another is typed");
    await group(page, place).getByLabel("类型的数量").fill(String(place));
  }
  await group(page, 3).getByLabel("名称").fill("");
  await page.getByRole("button", { name: "登记 3 项活动" }).click();
  await group(page, 3).getByText("请填写这一项").waitFor();
  assert.equal(await page.locator("[data-photo]").count(), 79, "what was moved stays moved");
  await looked(page, "bulk-refused-phone");
  await page.locator(".faults").getByRole("link", { name: /^名称：请填写这一项/ }).click();
  assert.ok(await group(page, 3).getByLabel("名称").evaluate((field) => field === document.activeElement), "the list on top leads to the field");
  await group(page, 3).getByLabel("名称").fill("消防设施巡查");
  const early = page.getByLabel("早于通知日期的原因");
  if (await early.count()) await early.fill("通知印发前已按计划开展");
  await page.getByRole("button", { name: "登记 3 项活动" }).click();
  await page.getByText("已登记 3 项活动、79 张照片").waitFor();
  await page.getByRole("link", { name: "消防设施巡查" }).waitFor();
  assertQuiet(page);
  await page.context().close();
});

test("the groups on a desk, and the pictures that were left out are offered again", async () => {
  const page = await house.signedIn("unit001", DESK);
  await page.goto("/activities/bulk");
  await looked(page, "bulk-pick-desk");
  await page.locator('input[type="file"]').setInputFiles(await photos(["2021:01:05 09:00:00", "2021:01:05 09:30:00", "2021:01:06 09:00:00"]));
  await page.getByRole("button", { name: "每天一项", exact: true }).click();
  await page.locator("[data-group]").first().waitFor();
  await looked(page, "bulk-groups-desk");
  const all = await page.locator("[data-photo]").count();
  assert.equal(all, 4, "the one that the phone left out is among them");
  assert.equal(await page.locator("[data-group]").count(), 2, "it says no day and goes with another");
  // Each group's campaigns follow what is typed in it, until somebody ticks one there.
  await page.route("**/activities/suggested?*", (route) => route.fulfill({ json: { campaigns: [] } }));
  const ticks = (place) => group(page, place).locator('input[name$="[campaigns][]"]');
  const beside = await ticks(2).first().isChecked();
  await ticks(1).first().check();
  await group(page, 1).getByLabel("名称").fill("职工运动会");
  await page.waitForTimeout(900);
  assert.equal(await ticks(1).first().isChecked(), true, "a tick by hand stays");
  assert.equal(await ticks(2).first().isChecked(), beside, "nor is another group asked about");
  await ticks(2).first().evaluate((box) => (box.checked = true));
  await group(page, 2).getByLabel("名称").fill("职工联欢会");
  await group(page, 2).getByText("按填写的内容预选，可改").waitFor();
  assert.equal(await ticks(2).first().isChecked(), false);
  await looked(page, "bulk-suggested-desk");

  const kept = await group(page, 1).locator("[data-photo]").count();
  // Both ends of the way are in view: with its campaigns a group is taller than a screen.
  await page.setViewportSize({ width: 1440, height: 2600 });
  await group(page, 2).locator("[data-photo]").first().dragTo(group(page, 1).locator(".sheet-head"));
  await group(page, 1).getByText(`${kept + 1} 张`).waitFor();
  assert.equal(await page.locator("[data-photo]").count(), all, "what is dragged is moved, not copied");
  assertQuiet(page);
  await page.context().close();
});

test("without scripts the files come with the form, one activity a day", async () => {
  const page = await openPage(house.browser, house.program.base, PHONE, { javaScriptEnabled: false });
  const who = house.person("unit001");
  await page.goto("/sign-in");
  await page.getByLabel("登录名").fill(who.login);
  await page.getByLabel("密码").fill(who.password);
  await page.getByRole("button", { name: "登录" }).click();
  await page.goto("/activities/bulk");
  await page.locator('input[type="file"]').setInputFiles(await photos(["2021:02:03 09:00:00", "2021:02:03 17:00:00", "2021:02:04 09:00:00"]));
  for (const box of await page.getByRole("checkbox").all()) await box.uncheck();
  await page.getByRole("button", { name: "每天一项", exact: true }).click();
  await page.getByText("3 张照片分成 2 组").waitFor();
  assert.equal(await page.locator('input[type="date"]').first().inputValue(), "2021-02-03");
  await page.context().close();
});

test("a message of the chat fills the form, and what was typed stays", async () => {
  const page = await house.signedIn("unit001", PHONE);
  await page.goto("/activities/new");
  await page.getByLabel("地点", { exact: true }).fill("会议室");
  await page.locator("summary", { hasText: "粘贴文字自动填写" }).click();
  const message = "【安全生产月】我院开展消防疏散演练\n昨天下午，我院在住院部开展消防疏散演练1次，参加86人，发放宣传手册120份。";
  await page.getByLabel("群里的文字或文章正文").fill(message);
  await page.getByRole("button", { name: "读取", exact: true }).click();
  await page.getByText("已从文字里读出").waitFor();
  assert.equal(await page.locator('input[name="name"]').inputValue(), "我院开展消防疏散演练");
  assert.equal(await page.getByLabel("地点", { exact: true }).inputValue(), "会议室");
  assert.equal(await page.getByLabel("应急演练", { exact: true }).inputValue(), "1");
  await looked(page, "pasted-phone");
  await page.getByRole("button", { name: "完成", exact: true }).click();
  await page.getByText("已登记活动").waitFor();
  assertQuiet(page);
  await page.context().close();
});
