// One file for one unit: from the own unit on a phone and from the bureau's desk, and the package that leaves with it.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { DESK, Hand, PHONE, assertQuiet, axe, shot } from "./harness.mjs";
import { stage } from "./stage.mjs";

const house = stage(4);

/** The names of the files in a package, as its list at the end has them. */
function namesIn(path) {
  const bytes = readFileSync(path);
  const names = [];
  for (let at = bytes.indexOf("PK\x01\x02", 0, "latin1"); at !== -1; at = bytes.indexOf("PK\x01\x02", at + 4, "latin1")) {
    names.push(bytes.subarray(at + 46, at + 46 + bytes.readUInt16LE(at + 28)).toString("utf8"));
  }
  return names;
}

test("a unit opens its file on a phone and takes it along", async (t) => {
  const page = await house.signedIn("unit001", PHONE);
  const hand = new Hand();
  await hand.press(page.getByRole("link", { name: "本单位" }).first());
  await hand.press(page.getByRole("link", { name: "一单位一档" }));
  await page.getByRole("heading", { name: "责任人和联络员" }).waitFor();
  await page.locator("details > summary", { hasText: "指标" }).first().click();
  await axe(page);
  await shot(page, "dossier");
  await hand.press(page.getByRole("button", { name: "导出档案" }));
  const link = page.getByRole("link", { name: "下载档案 ZIP" });
  await link.waitFor({ timeout: 60_000 });
  await axe(page);
  await shot(page, "dossier-export");
  const [download] = await Promise.all([page.waitForEvent("download"), hand.press(link)]);
  assert.match(download.suggestedFilename(), /一单位一档-\d{4} 年\.zip$/);
  const names = namesIn(await download.path());
  for (const end of ["目录.html", "/活动台账.xlsx", "/01.jpg"]) assert.ok(names.some((name) => name.endsWith(end)), `${end}: ${names}`);
  hand.within(4, "the file of the own unit, taken along", t);
  assertQuiet(page);
  await page.context().close();
});

test("the bureau opens a unit's file from its desk", async () => {
  const page = await house.signedIn("officer", DESK);
  await page.goto("/desk");
  await page.locator("tbody th.name a").first().click();
  await page.waitForURL("**/dossiers/*");
  await page.getByRole("link", { name: "已登记" }).click();
  await page.waitForURL("**reckoning=logged");
  await axe(page);
  await shot(page, "dossier");
  await page.locator(".card-foot").getByRole("link", { name: "照片墙" }).first().click();
  await page.waitForURL("**/activities/photos?unit=*");
  assertQuiet(page);
  await page.context().close();
});
