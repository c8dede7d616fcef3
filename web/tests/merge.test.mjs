// A unit goes into another one: what is told before, what is seen after, and that it can be taken back.
import assert from "node:assert/strict";
import { test } from "node:test";
import { DESK, PHONE, assertQuiet } from "./harness.mjs";
import { looked, stage } from "./stage.mjs";

const house = stage(4);

for (const viewport of [DESK, PHONE]) {
  test(`a unit is merged, seen in both views, and taken back, at ${viewport.width} px`, async () => {
    const page = await house.signedIn("officer", viewport);
    await page.goto("/units");
    await page.locator("main tbody a").first().click();
    const name = await page.locator("h1").innerText();
    const today = await page.evaluate(() => document.querySelector(".demo-bar")?.textContent.match(/\d{4}-\d{2}-\d{2}/)?.[0]);
    await page.getByRole("link", { name: "合并到…" }).click();
    await looked(page, "merge-form");
    await page.locator("#f-successor").focus();
    const successor = await page.locator("#f-successor-list option").first().getAttribute("value");
    await page.locator('[name="successor"]').fill(successor);
    await page.locator('[name="last_day"]').fill(today ?? new Date().toISOString().slice(0, 10));
    await page.locator('[name="reason"]').fill("区编办关于整合医疗机构的批复");
    await page.getByRole("button", { name: "下一步：核对" }).click();
    await page.getByText("合并之后").waitFor();
    await looked(page, "merge-told");
    await page.getByRole("button", { name: `确认并入“${successor}”` }).click();
    await page.getByText("本单位已于").waitFor();
    await looked(page, "merge-unit");
    await page.goto(`/units/tree?q=${encodeURIComponent(name)}`);
    await page.getByText("并入上级").waitFor();
    await looked(page, "merge-tree");
    await page.goto("/desk");
    await looked(page, "merge-desk-then");
    await page.getByRole("link", { name: "按合并后单位" }).click();
    await page.getByText(`并入的${name}`).first().waitFor();
    await looked(page, "merge-desk-now");
    await page.goto("/units?merged=on");
    await looked(page, "merge-list");
    await page.locator("main tbody a").first().click();
    await page.getByText("撤销合并…").click();
    await page.locator('[name="unmerge_reason"]').fill("批复撤回");
    await looked(page, "merge-undo");
    await page.getByRole("button", { name: "撤销合并", exact: true }).click();
    await page.getByRole("link", { name: "合并到…" }).waitFor();
    assert.equal(await page.locator("h1").innerText(), name);
    assertQuiet(page);
    await page.context().close();
  });

  test(`the system administrator's jobs and settings, at ${viewport.width} px`, async () => {
    const page = await house.signedIn("system", viewport);
    await page.goto("/jobs");
    await looked(page, "jobs");
    await page.goto("/jobs?state=failed");
    await looked(page, "jobs-none");
    await page.goto("/settings");
    await looked(page, "settings");
    assertQuiet(page);
    await page.context().close();
  });

  test(`the roster's import and its preview, at ${viewport.width} px`, async () => {
    const page = await house.signedIn("officer", viewport);
    await page.goto("/units/import");
    await looked(page, "import");
    const sheet = await page.request.get("/units/template.xlsx");
    await page.locator('[name="file"]').setInputFiles({ name: "名册.xlsx", mimeType: "application/octet-stream", buffer: await sheet.body() });
    await page.getByRole("button", { name: "上传并预览" }).click();
    await page.getByText("核对后导入").first().waitFor();
    await looked(page, "import-preview");
    assertQuiet(page);
    await page.context().close();
  });
}
