// Faces are covered before a photo leaves the phone: by finger and by keyboard, and what the server then has is looked at pixel by pixel.
import assert from "node:assert/strict";
import { test } from "node:test";
import { DESK, PHONE, assertQuiet, openPage } from "./harness.mjs";
import { drawn } from "./pictures.mjs";
import { looked, stage } from "./stage.mjs";

const house = stage(2);
const TAKEN = "2026:03:05 09:30:00";

/** Notes of a camera, right behind the first mark of a JPEG: a place (GPS), the way it was held, the time. */
function noted(jpeg, orientation) {
  const entry = (tag, kind, count, value) => {
    const bytes = Buffer.alloc(12);
    bytes.writeUInt16BE(tag, 0);
    bytes.writeUInt16BE(kind, 2);
    bytes.writeUInt32BE(count, 4);
    if (kind === 3) bytes.writeUInt16BE(value, 8);
    else bytes.writeUInt32BE(value, 8);
    return bytes;
  };
  const list = (...entries) => Buffer.concat([Buffer.from([0, entries.length]), ...entries, Buffer.alloc(4)]);
  const first = list(entry(0x0112, 3, 1, orientation), entry(0x8769, 4, 1, 50), entry(0x8825, 4, 1, 88));
  const tiff = Buffer.concat([Buffer.from("4d4d002a00000008", "hex"), first, list(entry(0x9003, 2, 20, 68)), Buffer.from(`${TAKEN}\0`, "latin1"), list(entry(0x001d, 2, 11, 106)), Buffer.from("GPS-SECRET\0")]);
  const head = Buffer.from([0xff, 0xe1, 0, tiff.length + 8]);
  return Buffer.concat([jpeg.subarray(0, 2), head, Buffer.from("Exif\0\0", "latin1"), tiff, jpeg.subarray(2)]);
}

async function photo(name, { size = [1200, 900], orientation = 1, seed = 0 } = {}) {
  const jpegs = await drawn(house.browser, seed + 1, size);
  return { name, mimeType: "image/jpeg", buffer: noted(jpegs[seed], orientation) };
}

/** The pixels of a picture: where it is, upright, as greys by `at(x, y)` with shares of its width and height; and its size. */
async function pixels(page, source) {
  const { width, height, text } = await page.evaluate(async (source) => {
    const blob = typeof source === "string" ? await (await fetch(source)).blob() : new Blob([Uint8Array.from(atob(source.base64), (letter) => letter.charCodeAt(0))]);
    const bitmap = await createImageBitmap(blob);
    const canvas = new OffscreenCanvas(bitmap.width, bitmap.height);
    const brush = canvas.getContext("2d");
    brush.drawImage(bitmap, 0, 0);
    const { data } = brush.getImageData(0, 0, bitmap.width, bitmap.height);
    let text = "";
    for (let from = 0; from < data.length; from += 0x8000) text += String.fromCharCode(...data.subarray(from, from + 0x8000));
    return { width: bitmap.width, height: bitmap.height, text: btoa(text) };
  }, source);
  const data = Buffer.from(text, "base64");
  return {
    width,
    height,
    at: (x, y) => {
      const from = 4 * (Math.min(height - 1, Math.floor(y * height)) * width + Math.min(width - 1, Math.floor(x * width)));
      return [...data.subarray(from, from + 3)];
    },
  };
}

/** Holds what the server has against what was chosen: in the box nothing of it is left, beside it everything. */
function assertCovered(stored, chosen, box, margin = 0.02) {
  let [inside, beside, greys] = [0, 0, 0];
  for (let x = 0.005; x < 1; x += 0.01) {
    for (let y = 0.005; y < 1; y += 0.01) {
      const isIn = x > box.left + margin && x < box.right - margin && y > box.top + margin && y < box.bottom - margin;
      const isOut = x < box.left - margin || x > box.right + margin || y < box.top - margin || y > box.bottom + margin;
      const [now, then] = [stored.at(x, y), chosen.at(x, y)];
      const apart = Math.max(...now.map((value, i) => Math.abs(value - then[i])));
      if (isIn) {
        inside += 1;
        const isGrey = Math.max(...now) - Math.min(...now) < 14 && now[0] > 80 && now[0] < 176;
        greys += isGrey ? 1 : 0;
      }
      if (isOut) {
        beside += 1;
        // A line between two colours may have moved by a pixel.
        if (apart > 40) assert.ok(neighbours(chosen, x, y).some((near) => Math.max(...now.map((value, i) => Math.abs(value - near[i]))) <= 40), `${x},${y} is ${now}, was ${then}`);
      }
    }
  }
  assert.ok(inside > 50 && beside > 1000, `${inside} points inside, ${beside} beside`);
  assert.equal(greys, inside, "every point of the box is grey");
}

const neighbours = (picture, x, y) => [-1, 0, 1].flatMap((dx) => [-1, 0, 1].map((dy) => picture.at(x + (2 * dx) / picture.width, y + (2 * dy) / picture.height)));

const sheet = (page) => page.getByRole("dialog", { name: "遮挡人脸" });
const button = (page, name) => page.getByRole("button", { name, exact: true });
const marks = (page) => page.locator(".mask-mark");

async function opened(page, name) {
  await page.getByRole("button", { name: `遮挡照片 ${name}` }).click();
  await sheet(page).getByText(/点一下人脸|已遮挡/).waitFor();
}

/** Where the picture lies on the screen: it is fitted into its stage. */
async function frame(page, [width, height]) {
  const stage = await page.locator(".mask-stage").boundingBox();
  const scale = Math.min(stage.width / width, stage.height / height);
  return { x: stage.x + (stage.width - width * scale) / 2, y: stage.y + (stage.height - height * scale) / 2, width: width * scale, height: height * scale };
}

async function drag(page, size, box) {
  const { x, y, width, height } = await frame(page, size);
  await page.mouse.move(x + box.left * width, y + box.top * height);
  await page.mouse.down();
  await page.mouse.move(x + ((box.left + box.right) / 2) * width, y + box.bottom * height, { steps: 4 });
  await page.mouse.move(x + box.right * width, y + box.bottom * height, { steps: 4 });
  await page.mouse.up();
}

/** Where the boxes lie, as shares of the picture. */
const places = (page) => page.locator(".mask-mark rect").evaluateAll((rects) => rects.map((rect) => {
  const { width, height } = rect.ownerSVGElement.viewBox.baseVal;
  const of = (name) => Number(rect.getAttribute(name));
  return { left: of("x") / width, top: of("y") / height, right: (of("x") + of("width")) / width, bottom: (of("y") + of("height")) / height };
}));

/** Has the page note every file, or piece of one, that it hands over to be sent; `left` tells their bytes as text. */
async function listenToUploads(page) {
  await page.addInitScript(() => {
    const append = FormData.prototype.append;
    window.handedOver = [];
    FormData.prototype.append = function (...field) {
      if (field[1] instanceof Blob) window.handedOver.push(field[1].arrayBuffer());
      return append.apply(this, field);
    };
  });
}

const left = (page) => page.evaluate(async () => (await Promise.all(window.handedOver)).map((buffer) => Array.from(new Uint8Array(buffer), (byte) => String.fromCharCode(byte)).join("")));

const saved = (page, count) => page.getByText(`已保存 ${count}/${count}`).waitFor({ timeout: 60_000 });
const storedId = (page) => page.locator('.photo input[type="hidden"][name^="photos["]').last().inputValue();

/** The file as it was uploaded, taken as the page takes it. */
async function originalOf(page, id) {
  const csrf = await page.locator('input[name="csrf"]').first().inputValue();
  return page.request.post(`/photos/${id}/original`, { form: { csrf, reason: "核对遮挡" } });
}

test("a photo that waits is covered by finger, and only the covered one ever leaves the phone", async () => {
  const page = await house.signedIn("unit001", PHONE);
  await listenToUploads(page);
  await page.goto("/activities/new");
  await page.getByLabel("先遮挡再上传").check();
  // Held on its side: the camera's 1200 × 900 stand upright as 900 × 1200.
  const chosen = await photo("IMG_查房.jpg", { orientation: 6 });
  await page.locator('input[name="files"]').setInputFiles([chosen, await photo("IMG_2.jpg", { seed: 1 })]);
  await page.getByText("2 张等待遮挡，还没有上传").waitFor();
  await looked(page, "mask-held");
  await button(page, "完成").click();
  assert.equal(await button(page, "不遮挡，上传这 2 张").evaluate((one) => one === document.activeElement), true, "the form waits for the decision");
  assert.equal(new URL(page.url()).pathname, "/activities/new");
  await page.waitForTimeout(600);
  assert.deepEqual([await left(page), await page.evaluate(() => localStorage.getItem("anbiao.kept"))], [[], null], "neither sent nor kept for another page to send");

  await opened(page, "IMG_查房.jpg");
  await sheet(page).getByText("不能自动找人脸").waitFor();
  const box = { left: 0.2, top: 0.15, right: 0.6, bottom: 0.4 };
  await drag(page, [900, 1200], box);
  const [first] = await places(page);
  for (const side of Object.keys(box)) assert.ok(Math.abs(first[side] - box[side]) < 0.01, `${side}: ${first[side]}`);
  await looked(page, "mask-sheet");
  // A tap adds one of the same size; the first is pulled at its corner, moved, and all of it is taken back.
  const { x, y, width, height } = await frame(page, [900, 1200]);
  await page.mouse.click(x + 0.8 * width, y + 0.8 * height);
  assert.equal(await marks(page).count(), 2);
  await button(page, "删除").click();
  assert.equal(await marks(page).count(), 1);
  await drag(page, [900, 1200], { left: 0.4, top: 0.25, right: 0.5, bottom: 0.35 });
  const [moved] = await places(page);
  assert.ok(Math.abs(moved.left - 0.3) < 0.02 && Math.abs(moved.top - 0.25) < 0.02, `moved to ${moved.left},${moved.top}`);
  await drag(page, [900, 1200], { left: moved.right, top: moved.bottom, right: 0.9, bottom: 0.7 });
  const [pulled] = await places(page);
  assert.ok(Math.abs(pulled.right - 0.9) < 0.02 && Math.abs(pulled.left - moved.left) < 0.001, "a corner is pulled, the one across stays");
  await button(page, "撤销").click();
  await button(page, "撤销").click();
  assert.deepEqual(await places(page), [first]);
  await sheet(page).getByRole("button", { name: "完成", exact: true }).click();
  await page.getByText("1 张等待遮挡").waitFor();
  await page.getByRole("button", { name: /^已遮挡 1 处/ }).waitFor();

  await page.locator('.photo input[type="hidden"][name^="photos["]').waitFor({ state: "attached", timeout: 60_000 });
  const id = await storedId(page);
  const large = await pixels(page, `/photos/${id}/large`);
  const before = await pixels(page, { base64: chosen.buffer.toString("base64") });
  assert.deepEqual([large.width, large.height], [900, 1200], "full size, upright");
  assertCovered(large, before, first);
  assert.throws(() => assertCovered(before, before, first), /every point of the box is grey/, "a picture that was not covered does not pass");
  const original = Buffer.from(await (await originalOf(page, id)).body());
  assertCovered(await pixels(page, { base64: original.toString("base64") }), before, first);
  const text = original.toString("latin1");
  assert.ok(text.includes(TAKEN) && !text.includes("GPS-SECRET"), "the time is kept, the place is not");
  const sent = await left(page);
  assert.equal(sent.filter((text) => text.includes(TAKEN)).length, 1, "one picture left the page");
  assert.ok(!sent.some((text) => text.includes("GPS-SECRET")), "and it was not the original");

  await opened(page, "IMG_2.jpg");
  await button(page, "不遮挡，上传原图").click();
  await saved(page, 2);
  assert.equal((await left(page)).filter((text) => text.includes("GPS-SECRET")).length, 1, "what is let go of goes up as it is: the ear is not deaf");
  await looked(page, "mask-saved");
  await page.getByLabel("先遮挡再上传").uncheck();
  assertQuiet(page);
  await page.context().close();
});

test("by keyboard alone, on the phone and on a desk", async () => {
  const page = await house.signedIn("unit001", PHONE);
  await page.goto("/activities/bulk");
  await page.getByLabel("先遮挡再上传").check();
  const chosen = await photo("IMG_键盘.jpg", { seed: 2 });
  await page.locator('input[name="files"]').setInputFiles(chosen);
  await page.getByText("1 张等待遮挡").waitFor();
  await page.getByRole("button", { name: "遮挡照片 IMG_键盘.jpg" }).focus();
  await page.keyboard.press("Enter");
  await sheet(page).getByText("点一下人脸").waitFor();
  await button(page, "加一处").focus();
  await page.keyboard.press("Enter");
  assert.equal(await page.evaluate(() => document.activeElement.classList.contains("mask-mark")), true, "the new one has the focus");
  const [start] = await places(page);
  for (let i = 0; i < 10; i += 1) await page.keyboard.press("ArrowLeft");
  for (let i = 0; i < 5; i += 1) await page.keyboard.press("ArrowUp");
  for (let i = 0; i < 8; i += 1) await page.keyboard.press("Shift+ArrowRight");
  await page.keyboard.press("Shift+ArrowDown");
  const [end] = await places(page);
  assert.ok(end.left < start.left - 0.05 && end.top < start.top && end.right - end.left > start.right - start.left);
  await button(page, "加一处").focus();
  await page.keyboard.press("Enter");
  await page.keyboard.press("Delete");
  assert.equal(await marks(page).count(), 1);
  await page.keyboard.press("Control+z");
  assert.equal(await marks(page).count(), 2);
  await page.keyboard.press("Control+z");
  await button(page, "全部清除").click();
  assert.equal(await marks(page).count(), 0);
  await page.keyboard.press("Control+z");
  assert.deepEqual(await places(page), [end]);
  await page.setViewportSize(DESK);
  await looked(page, "mask-sheet");
  await page.setViewportSize(PHONE);
  // A slip does not throw it away.
  page.once("dialog", (dialog) => void dialog.dismiss());
  await page.keyboard.press("Escape");
  assert.deepEqual(await places(page), [end]);
  await sheet(page).getByRole("button", { name: "完成", exact: true }).focus();
  await page.keyboard.press("Enter");
  await saved(page, 1);
  assertCovered(await pixels(page, `/photos/${await storedId(page)}/large`), await pixels(page, { base64: chosen.buffer.toString("base64") }), end);
  await page.getByLabel("先遮挡再上传").uncheck();
  assertQuiet(page);
  await page.context().close();
});

test("what was uploaded already is replaced, in the tray and in an activity", async () => {
  const page = await house.signedIn("unit001", PHONE);
  await page.goto("/activities/new");
  await page.locator('input[name="files"]').setInputFiles(await photo("IMG_已传.jpg", { seed: 3 }));
  await page.getByText("已保存 1/1").waitFor();
  const first = await storedId(page);
  await page.locator(".photo:not([data-stored])").getByLabel("含患者").check();
  await opened(page, "IMG_已传.jpg");
  await sheet(page).getByText("已经上传过").waitFor();
  await drag(page, [1200, 900], { left: 0.1, top: 0.1, right: 0.4, bottom: 0.5 });
  await sheet(page).getByRole("button", { name: "完成", exact: true }).click();
  await page.waitForFunction((old) => [...document.querySelectorAll('.photo input[type="hidden"][name^="photos["]')].some((field) => field.value !== old), first);
  const second = await storedId(page);
  assert.equal((await page.request.get(`/photos/${first}/large`)).status(), 404, "the one with faces is gone");
  assert.equal(await page.locator(".photo:not([data-stored])").getByLabel("含患者").isChecked(), true, "what was said of it stays said");
  await page.locator(".photo:not([data-stored])").getByLabel("含患者").uncheck();
  await page.getByLabel("名称").fill("遮挡测试的查房");
  await button(page, "完成").click();
  await page.getByRole("heading", { name: "遮挡测试的查房" }).waitFor();

  const activity = new URL(page.url()).pathname;
  await page.goto(`${activity}/edit`);
  const tile = page.locator(`.photo[data-stored]:has(input[value="${second}"])`);
  const before = await pixels(page, `/photos/${second}/large`);
  await tile.getByRole("button", { name: /^遮挡照片/ }).click();
  await sheet(page).getByText("长边 1600 像素的副本").waitFor();
  await sheet(page).getByText("点一下人脸").waitFor();
  const box = { left: 0.55, top: 0.3, right: 0.9, bottom: 0.8 };
  await drag(page, [before.width, before.height], box);
  const [placed] = await places(page);
  await sheet(page).getByRole("button", { name: "完成", exact: true }).click();
  await saved(page, 1);
  await looked(page, "mask-corrected");
  const third = await storedId(page);
  assert.equal((await page.request.get(`/photos/${second}/large`)).status(), 200, "until the correction is saved the activity has what it had");
  await button(page, "保存修改").click();
  await page.getByText("已保存修改").waitFor();
  assert.equal((await page.request.get(`/photos/${second}/large`)).status(), 404);
  assertCovered(await pixels(page, `/photos/${third}/large`), before, placed);
  await page.getByText("拍摄于 2026-03-05").or(page.getByText("2026-03-05", { exact: false })).first().waitFor();
  assertQuiet(page);
  await page.context().close();
});

test("without a network a covered photo waits covered; faces that the browser finds are proposed", async () => {
  const page = await openPage(house.browser, house.program.base, PHONE);
  await page.addInitScript(() => {
    window.FaceDetector = class {
      async detect() {
        return [{ boundingBox: { x: 300, y: 300, width: 200, height: 200 } }];
      }
    };
  });
  const who = house.person("unit001");
  await page.goto("/sign-in");
  await page.getByLabel("登录名").fill(who.login);
  await page.getByLabel("密码").fill(who.password);
  await page.getByRole("button", { name: "登录" }).click();
  await page.locator(".topbar details.menu").waitFor();
  await page.goto("/activities/new");
  await page.context().setOffline(true);
  const chosen = await photo("IMG_地下室.jpg", { seed: 4 });
  await page.locator('input[name="files"]').setInputFiles(chosen);
  await page.locator(".photo-note", { hasText: "等待网络" }).waitFor();
  await opened(page, "IMG_地下室.jpg");
  await sheet(page).getByText("自动框出 1 处，可能有遗漏").waitFor();
  const [found] = await places(page);
  assert.ok(found.left < 300 / 1200 && found.right > 500 / 1200 && found.top < 300 / 900, "larger than the face");
  await page.waitForFunction(() => localStorage.getItem("anbiao.kept") === null);
  await sheet(page).getByRole("button", { name: "完成", exact: true }).click();
  await page.locator(".photo-note", { hasText: "等待网络" }).waitFor();
  await page.waitForFunction(() => localStorage.getItem("anbiao.kept") !== null);
  const kept = await page.evaluate(() => new Promise((resolve, reject) => {
    const asked = indexedDB.open("anbiao-kept");
    asked.onerror = () => reject(asked.error);
    asked.onsuccess = () => {
      const all = asked.result.transaction("files").objectStore("files").getAll();
      all.onsuccess = async () => resolve(await Promise.all(all.result.map(async ({ name, blob }) => ({ name, text: Array.from(new Uint8Array(await blob.arrayBuffer()), (byte) => String.fromCharCode(byte)).join("") }))));
    };
  }));
  assert.deepEqual(kept.map(({ name }) => name), ["IMG_地下室.jpg"]);
  assert.ok(kept[0].text.includes(TAKEN) && !kept[0].text.includes("GPS-SECRET"), "what is kept is the covered one");
  await page.context().setOffline(false);
  await saved(page, 1);
  assertCovered(await pixels(page, `/photos/${await storedId(page)}/large`), await pixels(page, { base64: chosen.buffer.toString("base64") }), found);
  assertQuiet(page);
  await page.context().close();
});

test("what this browser cannot open gets a sentence; what only it can open is sent as a JPEG", async () => {
  const page = await house.signedIn("unit001", PHONE);
  await page.goto("/activities/new");
  await page.getByLabel("先遮挡再上传").check();
  const heic = Buffer.concat([Buffer.from([0, 0, 0, 24]), Buffer.from("ftypheic"), Buffer.alloc(2000)]);
  await page.locator('input[name="files"]').setInputFiles({ name: "IMG_苹果.heic", mimeType: "image/heic", buffer: heic });
  await page.getByRole("button", { name: "遮挡照片 IMG_苹果.heic" }).click();
  await sheet(page).getByText("本浏览器打不开这张照片").waitFor();
  await looked(page, "mask-unreadable");
  await button(page, "取消").click();
  await page.getByText("1 张等待遮挡").waitFor();
  await button(page, "不遮挡，上传这 1 张").click();
  await page.getByText("这是 HEIC/HEIF 格式的照片").waitFor();
  await page.getByRole("button", { name: "移除照片 IMG_苹果.heic" }).click();

  // Named as a phone names it, with bytes that this browser opens.
  await page.getByLabel("先遮挡再上传").uncheck();
  const png = await page.evaluate(() => Object.assign(document.createElement("canvas"), { width: 640, height: 480 }).toDataURL("image/png").split(",")[1]);
  await page.locator('input[name="files"]').setInputFiles({ name: "IMG_另.heic", mimeType: "image/heic", buffer: Buffer.from(png, "base64") });
  await page.getByText("已保存 1/1").waitFor();
  const original = await originalOf(page, await storedId(page));
  assert.equal(original.headers()["content-type"], "image/jpeg");
  assertQuiet(page);
  await page.context().close();
});
