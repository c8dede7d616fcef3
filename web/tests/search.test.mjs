// Two characters find activities, on a desk and on a phone; what finds nothing says so and leads back.
import assert from "node:assert/strict";
import { test } from "node:test";
import { DESK, PHONE, assertQuiet } from "./harness.mjs";
import { looked, stage } from "./stage.mjs";

const house = stage(3);

/** What the list names, in its order. */
const names = (page) => page.locator("tbody th a").allInnerTexts();

async function sought(page, text) {
  await page.getByRole("searchbox", { name: "名称、地点、说明等" }).fill(text);
  await page.getByRole("searchbox").press("Enter");
  await page.waitForURL((url) => url.searchParams.get("q") === text);
}

for (const [login, viewport] of [["officer", DESK], ["unit001", PHONE]]) {
  test(`two characters are looked for at ${viewport.width} px`, async () => {
    const page = await house.signedIn(login, viewport);
    await page.goto("/activities");
    const [name] = await names(page);
    // From the middle of the name: no beginning of a word.
    const word = name.replace(/[^\p{Script=Han}]/gu, "").slice(1, 3);
    assert.equal(word.length, 2, name);
    await sought(page, word);
    assert.ok((await names(page)).includes(name), `${word} finds ${name}`);
    assert.equal(await page.getByRole("searchbox").inputValue(), word);
    await looked(page, "search-found");
    const file = await page.locator('a[href^="/activities/export.xlsx"]').getAttribute("href");
    assert.equal(new URL(file, "http://localhost").searchParams.get("q"), word);
    await page.getByRole("link", { name: "照片", exact: true }).click();
    assert.equal(await page.getByRole("searchbox").inputValue(), word);
    await page.getByRole("link", { name: "列表", exact: true }).click();
    await sought(page, "鲸鱼");
    await page.getByRole("heading", { name: "没有找到含“鲸鱼”的活动" }).waitFor();
    await looked(page, "search-nothing");
    await page.getByRole("link", { name: "清除“鲸鱼”" }).click();
    assert.ok((await names(page)).includes(name));
    await sought(page, "？！");
    await page.getByText("没有可以查找的文字或数字").waitFor();
    assertQuiet(page);
    await page.context().close();
  });
}

test("a unit is chosen by a part of its name", async () => {
  const page = await house.signedIn("officer", DESK);
  await page.goto("/activities");
  const unit = await page.locator('tbody td[data-label="单位"]').first().innerText();
  const field = page.getByRole("combobox", { name: "单位", exact: true });
  await field.pressSequentially(unit.slice(1, 4), { delay: 20 });
  await page.locator(`#f-unit-list option[value="${unit}"]`).waitFor({ state: "attached" });
  await field.fill(unit);
  await field.press("Enter");
  await page.waitForURL((url) => url.searchParams.get("unit") === unit);
  const shown = await page.locator('tbody td[data-label="单位"]').allInnerTexts();
  assert.ok(shown.length > 0 && shown.every((name) => name === unit), shown.join());
  await looked(page, "search-unit");
  assertQuiet(page);
  await page.context().close();
});
