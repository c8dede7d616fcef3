// What a reviewer looks at: the activities behind a report with the way to a deduction and back, the rows behind a figure, and a film.
import assert from "node:assert/strict";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { DESK, PHONE, assertQuiet, openPage } from "./harness.mjs";
import { looked, stage } from "./stage.mjs";

const house = stage(2);

/** On both widths: axe, no sideways scrolling, a picture. */
async function lookedAtBoth(page, name) {
  for (const viewport of [DESK, PHONE]) {
    await page.setViewportSize(viewport);
    await looked(page, name);
  }
  await page.setViewportSize(DESK);
}

test("from a report to one of its activities, something is taken off, and back; the list and the figure tell of it", async () => {
  const reviewer = await house.signedIn("reviewer", DESK);
  await reviewer.goto("/reports?state=all");
  const reports = await reviewer.locator('a[href^="/reports/"]').evaluateAll((links) => links.map((link) => link.pathname).filter((path) => /^\/reports\/[0-9a-f]{32}\/[0-9a-f]{32}/.test(path)));
  // The first report with an activity whose campaign is open.
  let review = "";
  for (const href of [...new Set(reports)]) {
    await reviewer.goto(`${href.replace(/\/review$/, "")}/review`);
    if ((await reviewer.locator("#activities").count()) > 0 && (await reviewer.getByText("退回修改").count()) > 0) {
      review = new URL(reviewer.url()).pathname;
      break;
    }
  }
  assert.notEqual(review, "", `no report with activities among ${reports.length}`);
  await lookedAtBoth(reviewer, "review-activities");
  await reviewer.locator('a[href*="?from="]').first().click();
  await reviewer.locator("summary", { hasText: "核减…" }).first().click();
  await reviewer.getByLabel(/^核减多少/).first().fill("1");
  await reviewer.getByText("重复计算。").first().click();
  await reviewer.getByRole("button", { name: "核减", exact: true }).first().click();
  await reviewer.getByText("单位能看到原因").first().waitFor();
  await lookedAtBoth(reviewer, "activity-from-review");
  await reviewer.getByRole("link", { name: "返回报告审核" }).click();
  await reviewer.waitForURL((url) => url.pathname === review);
  await reviewer.getByText("核减 1 处").waitFor();
  await lookedAtBoth(reviewer, "review-deducted");
  const figure = await reviewer.locator('a[href^="/figures?"]').evaluateAll((links) => links.map((link) => link.getAttribute("href")));
  for (const href of figure) {
    await reviewer.goto(href);
    if ((await reviewer.getByText("核减原因").count()) > 0) break;
  }
  await reviewer.getByText("其中核减 1 笔").waitFor();
  await lookedAtBoth(reviewer, "figures-deducted");
  await reviewer.goto("/activities");
  await reviewer.getByText(/核减 1 /).first().waitFor();
  await lookedAtBoth(reviewer, "activities-deducted");
  assertQuiet(reviewer);
  await reviewer.context().close();
});

/** A film of a moving bar as a phone writes it, of at least `bytes`: the rest is room that a player passes over. */
async function film(bytes) {
  const page = await openPage(house.browser, "about:blank", DESK);
  const text = await page.evaluate(async () => {
    const canvas = Object.assign(document.createElement("canvas"), { width: 320, height: 180 });
    const brush = canvas.getContext("2d");
    const recorder = new MediaRecorder(canvas.captureStream(25), { mimeType: "video/mp4;codecs=avc1.42E01E" });
    const parts = [];
    recorder.ondataavailable = (event) => parts.push(event.data);
    recorder.start();
    for (let at = 0; at < 40; at += 1) {
      brush.fillStyle = "#1d6fb8";
      brush.fillRect(0, 0, 320, 180);
      brush.fillStyle = "#fff";
      brush.fillRect(at * 7, 60, 40, 60);
      await new Promise((resolve) => setTimeout(resolve, 40));
    }
    await new Promise((resolve) => {
      recorder.onstop = resolve;
      recorder.stop();
    });
    const whole = new Uint8Array(await new Blob(parts).arrayBuffer());
    let text = "";
    for (let from = 0; from < whole.length; from += 0x8000) text += String.fromCharCode(...whole.subarray(from, from + 0x8000));
    return btoa(text);
  });
  await page.context().close();
  const own = Buffer.from(text, "base64");
  const room = Buffer.alloc(Math.max(bytes - own.length, 8));
  room.writeUInt32BE(room.length, 0);
  room.write("free", 4, "latin1");
  return Buffer.concat([own, room]);
}

test("a film of more than 30 MB goes up in pieces and shows its first frame in the activity's page", async (t) => {
  const page = await house.signedIn("unit001", DESK);
  const small = await film(0);
  const large = await film(31 * 1024 * 1024);
  large.write("qt  ", 8, "latin1");
  const folder = mkdtempSync(join(tmpdir(), "anbiao-films-"));
  t.after(() => rmSync(folder, { recursive: true, force: true }));
  const files = Object.entries({ "演练.mp4": small, "IMG_0042.MOV": large }).map(([name, content]) => {
    writeFileSync(join(folder, name), content);
    return join(folder, name);
  });
  await page.goto("/activities/new");
  await page.locator("#f-name").fill("消防演练录像");
  await page.locator('input[name="paper_files"]').setInputFiles(files);
  await page.waitForFunction(() => document.querySelectorAll('.paper input[name^="papers["]').length === 2, null, { timeout: 120_000 });
  await page.waitForFunction(() => [...document.querySelectorAll(".paper .photo-note")].every((note) => note.textContent === "已保存"), null, { timeout: 120_000 });
  const answers = [];
  page.on("response", (response) => {
    if (/\/papers\/[0-9a-f]{32}$/.test(new URL(response.url()).pathname)) answers.push(response);
  });
  await page.getByRole("button", { name: "完成", exact: true }).click();
  await page.waitForURL(/\/activities\/[0-9a-f]{32}/);
  const films = page.locator("video.film");
  assert.equal(await films.count(), 2);
  for (const at of [0, 1]) {
    await films.nth(at).scrollIntoViewIfNeeded();
    const shown = await films.nth(at).evaluate(async (video) => {
      const end = Date.now() + 20_000;
      while (video.readyState < 2 && video.error === null && Date.now() < end) await new Promise((resolve) => setTimeout(resolve, 50));
      const canvas = Object.assign(document.createElement("canvas"), { width: 8, height: 8 });
      const brush = canvas.getContext("2d");
      brush.drawImage(video, 0, 0, 8, 8);
      return { width: video.videoWidth, error: video.error?.message ?? null, blue: brush.getImageData(7, 0, 1, 1).data[2] };
    });
    assert.deepEqual([shown.width, shown.error], [320, null], `film ${at + 1}`);
    assert.ok(shown.blue > 100, `its first frame is drawn: ${JSON.stringify(shown)}`);
  }
  const told = answers.map((answer) => answer.status());
  t.diagnostic(`answers: ${told.join(" ")}`);
  assert.ok(told.length >= 2 && told.every((status) => status === 206), "played by stretches");
  for (const answer of answers) {
    const headers = answer.headers();
    assert.equal(headers["x-content-type-options"], "nosniff");
    assert.match(headers["content-disposition"], /^attachment/);
  }
  await lookedAtBoth(page, "activity-film");
  assertQuiet(page);
  await page.context().close();
});
