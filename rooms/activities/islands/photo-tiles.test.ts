import assert from "node:assert/strict";
import { test } from "node:test";
import { Lane, type State, dayHint, isOpen, mayRetry, noteOf, pauseBefore, summary } from "./photo-tiles";

test("a tile says where its file is", () => {
  assert.equal(noteOf({ kind: "sending", share: 0.647 }).text, "上传中 64%");
  assert.equal(noteOf({ kind: "sending", share: 1 }).text, "上传中 99%", "sent is not yet stored");
  assert.equal(noteOf({ kind: "offline", isKept: true }).text, "等待网络");
  assert.equal(noteOf({ kind: "saved", reuse: null }).text, "已保存");
  assert.deepEqual(noteOf({ kind: "saved", reuse: "与 9月28日“演练”相同" }), { text: "与 9月28日“演练”相同", look: "photo-note-warn" });
  assert.match(noteOf({ kind: "failed", sentence: "", canRetry: true }).text, /重试/);
  assert.doesNotMatch(noteOf({ kind: "failed", sentence: "", canRetry: false }).text, /重试/);
});

test("only what is not the file's fault is tried again", () => {
  assert.deepEqual([0, 429, 500, 507].map(mayRetry), [true, true, true, true]);
  assert.deepEqual([401, 409, 413, 422].map(mayRetry), [false, false, false, false]);
  assert.deepEqual([1, 2, 3, 4].map(pauseBefore), [2, 5, 15, null]);
});

test("the sentence under the tiles counts, and a fault comes first", () => {
  const saved: State = { kind: "saved", reuse: null };
  const waiting: State = { kind: "waiting" };
  const failed: State = { kind: "failed", sentence: "“a.jpg”：太大", canRetry: false };
  assert.equal(summary([], "张"), "");
  assert.equal(summary([saved, saved], "张"), "已保存 2/2");
  assert.match(summary([saved, waiting, waiting], "张"), /^正在上传 2\/3/);
  assert.equal(summary([saved, failed, waiting], "张"), "“a.jpg”：太大");
  assert.match(summary([failed, failed], "张"), /^2 张没有保存/);
  const held: State = { kind: "held" };
  assert.equal(noteOf(held).text, "等待遮挡");
  assert.ok(isOpen(held), "a page that goes takes it along");
  assert.match(summary([saved, held, waiting, held], "张"), /^2 张等待遮挡，还没有上传/);
  const offline: State = { kind: "offline", isKept: true };
  assert.equal(summary([saved, offline, offline], "张"), "无网络：2 张保存在本机，联网后自动上传。");
  assert.match(summary([offline, { kind: "offline", isKept: false }], "份"), /^无网络：2 份还没有上传，也不能保存在本机，请不要关闭本页/);
});

test("a lane is no wider than it says and goes on after a failure", async () => {
  const lane = new Lane(2);
  const open: (() => void)[] = [];
  const started: number[] = [];
  for (const number of [1, 2, 3, 4]) {
    lane.add(() => new Promise((resolve) => {
      started.push(number);
      open.push(resolve);
    }));
  }
  assert.deepEqual(started, [1, 2]);
  open[0]?.();
  await new Promise((resolve) => setTimeout(resolve, 0));
  assert.deepEqual(started, [1, 2, 3]);
});

test("a picture far from the activity is remarked, a near or undated one is not", () => {
  assert.equal(dayHint("2026-03-02 09:30", "2026-03-10", ""), "拍摄于 2026-03-02，早于活动日期 2026-03-10 共 8 天");
  assert.equal(dayHint("2026-03-20 09:30", "2026-03-10", "2026-03-12"), "拍摄于 2026-03-20，晚于活动日期 2026-03-12 共 8 天");
  for (const taken of ["", "2026-03-03 23:59", "2026-03-11 00:00", "2026-03-17 10:00"]) assert.equal(dayHint(taken, "2026-03-10", "2026-03-10"), null, taken);
  assert.equal(dayHint("2026-03-02 09:30", "", ""), null);
});
