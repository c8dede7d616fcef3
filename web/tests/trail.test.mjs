// What the audit trail says to a person, and how a department takes part.
import assert from "node:assert/strict";
import { test } from "node:test";
import { DESK, PHONE, assertQuiet } from "./harness.mjs";
import { looked, stage } from "./stage.mjs";

const house = stage(4);

for (const viewport of [DESK, PHONE]) {
  test(`the trail names what it tells of, at ${viewport.width} px`, async () => {
    const page = await house.signedIn("audit", viewport);
    await page.goto("/ledger");
    await page.getByText("全部记录").waitFor();
    await looked(page, "trail");
    const told = await page.locator("main tbody td .text-break > div").allInnerTexts();
    assert.ok(told.length > 10, "the demonstration left entries");
    assert.deepEqual(told.filter((text) => /[0-9a-f]{16}/.test(text)), [], "no id in the line");
    await page.goto("/ledger?verb=campaign.launch&outcome=done");
    await page.getByText("筛选条件：").waitFor();
    await looked(page, "trail-filtered");
    assertQuiet(page);
    await page.context().close();
  });

  test(`a department is made, told what it may do, and invited, at ${viewport.width} px`, async () => {
    const page = await house.signedIn("officer", viewport);
    await page.goto("/units");
    await page.locator("main tbody a").first().click();
    await page.getByRole("link", { name: "新增下级" }).click();
    await page.getByText("不单独下达到科室").waitFor();
    await page.locator('[name="kind"][value="department"]').check({ force: true });
    await page.locator('[name="name"]').fill(`药房${viewport.width}`);
    await page.getByRole("button", { name: "保存" }).click();
    await page.getByText("科室怎样参加专项行动").waitFor();
    await looked(page, "department");
    await page.locator('form[action$="/invite"] [name="name"]').fill("新药师");
    await page.getByRole("button", { name: "生成链接" }).click();
    await page.getByText("/welcome/").first().waitFor();
    assertQuiet(page);
    await page.context().close();
  });
}
