// A phone on a bad network: photos go up in pieces, wait where they are cut off, and everything arrives once.
import assert from "node:assert/strict";
import { test } from "node:test";
import { DESK, PHONE, assertQuiet, openPage, signIn } from "./harness.mjs";
import { looked, stage } from "./stage.mjs";

const house = stage(2);
const PIECES = "**/activities/parcels/*/pieces*";

/** JPEGs of a megabyte and more, each another one. */
async function photos(count, seed) {
  const page = await openPage(house.browser, "about:blank", DESK);
  const drawn = await page.evaluate(
    async ([count, seed]) => {
      const canvas = new OffscreenCanvas(1200, 900);
      const brush = canvas.getContext("2d");
      const texts = [];
      for (let at = 0; at < count; at += 1) {
        const picture = brush.createImageData(1200, 900);
        let state = (seed * 97 + at + 1) >>> 0;
        for (let i = 0; i < picture.data.length; i += 1) {
          state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
          picture.data[i] = i % 4 === 3 ? 255 : state >>> 24;
        }
        brush.putImageData(picture, 0, 0);
        const blob = await canvas.convertToBlob({ type: "image/jpeg", quality: 0.9 });
        const bytes = new Uint8Array(await blob.arrayBuffer());
        let text = "";
        for (let from = 0; from < bytes.length; from += 0x8000) text += String.fromCharCode(...bytes.subarray(from, from + 0x8000));
        texts.push(btoa(text));
      }
      return texts;
    },
    [count, seed],
  );
  await page.context().close();
  const files = drawn.map((text, i) => ({ name: `IMG_${seed}${i + 1}.jpg`, mimeType: "image/jpeg", buffer: Buffer.from(text, "base64") }));
  for (const { buffer } of files) assert.ok(buffer.length > 700_000, `${buffer.length} bytes are too few for pieces`);
  return files;
}

/** A slow network that ends in the middle of the piece of this number; what was sent is counted. */
async function slowUntil(page, last) {
  const seen = { pieces: 0 };
  await page.route(PIECES, async (route) => {
    seen.pieces += 1;
    if (seen.pieces === last) {
      await page.context().setOffline(true);
      return route.abort("internetdisconnected");
    }
    await new Promise((resolve) => setTimeout(resolve, 150));
    return route.continue().catch(() => undefined);
  });
  return seen;
}

/** On both widths: axe, no sideways scrolling, a picture. */
async function lookedAtBoth(page, name) {
  for (const viewport of [DESK, PHONE]) {
    await page.setViewportSize(viewport);
    await looked(page, name);
  }
}

const bar = (page) => page.getByRole("complementary", { name: "本机保存的内容" });
const notes = (page) => page.locator(".photo:not([data-stored]) .photo-note").allInnerTexts();
const kept = (page) => page.evaluate(() => localStorage.getItem("anbiao.kept"));

/** How many photos the unit has that no activity holds. */
async function offered(page) {
  await page.goto("/activities/new");
  return page.locator(".photo[data-stored]").count();
}

test("photos cut off in mid-piece wait and go on, and the form is sent once the network is back", async (t) => {
  const page = await house.signedIn("unit001", PHONE);
  const before = await offered(page);
  const seen = await slowUntil(page, 4);
  const percents = new Set();
  await page.exposeFunction("sawNote", (text) => percents.add(text));
  await page.evaluate(() => new MutationObserver(() => document.querySelectorAll(".photo-note").forEach((note) => window.sawNote(note.textContent))).observe(document.body, { subtree: true, childList: true, characterData: true }));
  await page.locator('input[name="files"]').setInputFiles(await photos(3, 1));
  await bar(page).getByText("无网络：1 份草稿、3 张照片保存在本机，联网后自动上传").waitFor();
  await page.waitForFunction(() => [...document.querySelectorAll(".photo:not([data-stored]) .photo-note")].every((note) => note.textContent === "等待网络"));
  assert.deepEqual(await notes(page), ["等待网络", "等待网络", "等待网络"]);
  assert.ok([...percents].some((text) => /^上传中 [1-9]\d?%$/.test(text)), `percents: ${[...percents].join(" ")}`);
  await page.getByLabel("名称").fill("断网时登记的消防演练");
  await page.getByText("没有网络时打不开新页面").waitFor();
  await lookedAtBoth(page, "offline-form");
  await page.getByRole("button", { name: "完成", exact: true }).click();
  await page.getByText("完成后自动提交").waitFor();
  assert.equal(new URL(page.url()).pathname, "/activities/new", "nothing is sent into the void");

  await page.context().setOffline(false);
  await page.getByText("已登记活动").waitFor({ timeout: 60_000 });
  assert.equal(await page.locator('img[src^="/photos/"]').count(), 3);
  assert.equal(await kept(page), null, "the queue is empty");
  assert.equal(await offered(page), before, "no photo arrived twice");
  t.diagnostic(`${seen.pieces} pieces were sent`);
  assertQuiet(page);
  await page.context().close();
});

test("a page that is lost without a network leaves its draft and its photos to the next one", async () => {
  const page = await house.signedIn("unit001", PHONE);
  const context = page.context();
  const before = await offered(page);
  await slowUntil(page, 3);
  await page.getByLabel("名称").fill("地下室里写的草稿");
  await page.locator('input[name="files"]').setInputFiles(await photos(3, 2));
  const minutes = { name: "会议纪要.pdf", mimeType: "application/pdf", buffer: Buffer.from(`%PDF-1.7 ${" ".repeat(600_000)}`) };
  await page.locator('input[name="paper_files"]').setInputFiles(minutes);
  await bar(page).getByText("无网络：1 份草稿、3 张照片、1 份材料保存在本机").waitFor();
  await bar(page).getByText("查看", { exact: true }).click();
  await bar(page).getByText("草稿：地下室里写的草稿").waitFor();
  const listed = await bar(page).locator("li > :first-child").allInnerTexts();
  assert.deepEqual(listed.map((text) => text.replace(/（.*/, "")), ["草稿：地下室里写的草稿", "IMG_21.jpg", "IMG_22.jpg", "IMG_23.jpg", "会议纪要.pdf"]);
  await lookedAtBoth(page, "offline-queue");
  await page.waitForTimeout(1000);
  await page.close();
  await context.setOffline(false);

  const next = await context.newPage();
  await next.goto("/activities");
  await bar(next).getByText("本机保存的 1 份草稿、3 张照片、1 份材料已全部上传").waitFor({ timeout: 60_000 });
  await lookedAtBoth(next, "offline-arrived");
  assert.equal(await kept(next), null, "the queue is empty");
  await bar(next).getByRole("link", { name: "查看草稿" }).click();
  const drafts = next.getByRole("link", { name: /地下室里写的草稿/ });
  assert.equal(await drafts.count(), 1, "one draft");
  await drafts.click();
  assert.equal(await next.getByLabel("名称").inputValue(), "地下室里写的草稿");
  assert.equal(await next.locator(".photo[data-stored] input:checked").count(), 3);
  assert.equal(await next.locator(".paper[data-stored] input:checked").count(), 1);
  assert.equal(await offered(next), before, "the draft holds them, none came twice");
  await context.close();
});

test("a reload in the middle of an upload sends every photo once", async () => {
  const page = await house.signedIn("unit001", DESK);
  page.on("dialog", (dialog) => void dialog.accept());
  const before = await offered(page);
  // After the first piece of each the network stands still until the page has gone.
  let pieces = 0;
  let isGone = false;
  await page.route(PIECES, (route) => {
    pieces += 1;
    if (pieces <= 2 || isGone) return route.continue();
    return undefined;
  });
  await page.locator('input[name="files"]').setInputFiles(await photos(2, 3));
  await page.waitForFunction(() => [...document.querySelectorAll(".photo:not([data-stored]) .photo-note")].every((note) => /^上传中 [1-9]/.test(note.textContent)));
  await page.waitForTimeout(1000);
  assert.ok(pieces >= 3, "both are in the middle");
  isGone = true;
  await page.reload();
  await bar(page).getByText("本机保存的 1 份草稿、2 张照片已全部上传").waitFor({ timeout: 60_000 });
  assert.equal(await kept(page), null);
  // The form that was kept with its photos is a draft now.
  await page.goto("/activities");
  const drafts = await page.getByRole("link", { name: /未命名/ }).all();
  const href = await drafts[0].getAttribute("href");
  await page.goto(href);
  assert.equal(await page.locator(".photo[data-stored] input:checked").count(), 2);
  assert.equal(await offered(page), before);
  await page.context().close();
});

test("another person on the same phone neither sees nor sends it, and signing out asks", async () => {
  const page = await house.signedIn("unit001", PHONE);
  const context = page.context();
  await context.route("**/activities/parcels", (route) => route.fulfill({ status: 503, body: "" }));
  await page.goto("/activities/new");
  await page.getByLabel("名称").fill("还没有传完的活动");
  await page.locator('input[name="files"]').setInputFiles(await photos(1, 4));
  await page.getByText("失败 点此重试").waitFor();
  await page.waitForFunction(() => localStorage.getItem("anbiao.kept") !== null);
  await page.waitForTimeout(800);
  const leave = async () => {
    await page.locator(".topbar details.menu summary").click();
    await page.getByRole("button", { name: "退出登录" }).click();
  };
  await leave();
  const question = page.getByRole("dialog");
  await question.getByText("本机还有 1 份草稿、1 张照片没有上传").waitFor();
  await lookedAtBoth(page, "offline-leave");
  await question.getByRole("button", { name: "暂不退出" }).click();
  assert.equal(new URL(page.url()).pathname, "/activities/new");
  await leave();
  await question.getByRole("button", { name: "留在本机并退出" }).click();
  await page.waitForURL(/sign-in/);

  await context.unroute("**/activities/parcels");
  let sent = 0;
  page.on("request", (request) => (sent += request.url().includes("/activities/parcels") || request.url().includes("/activities/drafts") ? 1 : 0));
  await signIn(page, house.person("officer"));
  await page.goto("/activities");
  await page.waitForTimeout(1500);
  assert.equal(await bar(page).isVisible(), false);
  assert.equal(sent, 0, "nothing of another's is sent");
  await leave();
  await page.waitForURL(/sign-in/);
  await signIn(page, house.person("unit001"));
  await bar(page).getByText("本机保存的 1 份草稿、1 张照片已全部上传").waitFor({ timeout: 60_000 });
  assert.ok(sent > 0);
  await page.goto("/activities");
  assert.equal(await page.getByRole("link", { name: /还没有传完的活动/ }).count(), 1);
  await context.close();
});

test("what is typed is on the server by itself, goes on elsewhere, and is no draft once it is logged", async () => {
  const phone = await house.signedIn("unit001", PHONE);
  await phone.goto("/activities/new");
  await phone.getByLabel("名称").fill("自己存下来的活动");
  await phone.getByText(/已自动存草稿/).waitFor({ timeout: 20_000 });
  await lookedAtBoth(phone, "autosave");

  const desk = await house.signedIn("unit001", DESK);
  await desk.goto("/activities");
  await desk.getByRole("link", { name: /自己存下来的活动/ }).first().click();
  assert.equal(await desk.getByLabel("名称").inputValue(), "自己存下来的活动");
  await desk.context().close();

  await phone.getByLabel("名称").fill("自己存下来的活动（改）");
  await phone.getByRole("button", { name: "完成" }).click();
  await phone.waitForURL(/\/activities\/[0-9a-f]{32}/);
  await phone.goto("/activities");
  assert.equal(await phone.locator('a[href*="draft="]', { hasText: "自己存下来的活动" }).count(), 0);
  await phone.context().close();
});

test("what waits on the phone outlives its session: it says so, and goes up once the person is signed in again", async () => {
  const page = await house.signedIn("unit001", PHONE);
  const context = page.context();
  const before = await offered(page);
  await slowUntil(page, 2);
  await page.getByLabel("名称").fill("登录过期前写的草稿");
  await page.locator('input[name="files"]').setInputFiles(await photos(2, 5));
  await bar(page).getByText("无网络：1 份草稿、2 张照片保存在本机").waitFor();
  await page.waitForTimeout(1000);
  await page.close();
  await context.setOffline(false);

  // The session ends just as the queue begins to send.
  await context.route("**/activities/parcels", async (route) => {
    await context.clearCookies({ name: "session" });
    await route.continue();
  }, { times: 1 });
  const next = await context.newPage();
  await next.goto("/activities");
  await bar(next).getByText("登录已过期，请重新登录").waitFor({ timeout: 60_000 });
  assert.notEqual(await kept(next), null, "nothing is lost");
  await lookedAtBoth(next, "offline-expired");
  await next.goto("/activities");
  await next.waitForURL(/sign-in/);
  await signIn(next, house.person("unit001"));
  await bar(next).getByText("本机保存的 1 份草稿、2 张照片已全部上传").waitFor({ timeout: 60_000 });
  assert.equal(await kept(next), null, "the queue is empty");
  await next.goto("/activities");
  const drafts = next.getByRole("link", { name: /登录过期前写的草稿/ });
  assert.equal(await drafts.count(), 1, "one draft");
  await drafts.click();
  assert.equal(await next.locator(".photo[data-stored] input:checked").count(), 2);
  assert.equal(await offered(next), before, "none came twice");
  await context.close();
});
