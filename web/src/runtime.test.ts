import assert from "node:assert/strict";
import { test } from "node:test";
import { newKey, refusalOf, seatOf, sentenceOf, sizeInWords } from "./runtime";

test("a size is said in the unit a person would use", () => {
  assert.equal(sizeInWords(0), "0 B");
  assert.equal(sizeInWords(1023), "1023 B");
  assert.equal(sizeInWords(217_088), "212 KB");
  assert.equal(sizeInWords(25 * 1024 * 1024), "25.0 MB");
});

test("a problem's own sentence is shown, never its other parts", () => {
  assert.equal(sentenceOf(422, { detail: "请选择活动日期。", title: "Unprocessable" }), "请选择活动日期。");
  assert.equal(sentenceOf(422, { detail: 7 }), "没有成功，请稍后再试。");
});

test("a refusal without a problem still gets a sentence that says what to do", () => {
  assert.equal(sentenceOf(401, null), "登录已过期，请重新登录。");
  assert.equal(sentenceOf(413, "<html>"), "文件太大，请换一个小一些的文件。");
});

test("a refusal knows what the server calls it, if the server has judged at all", () => {
  const judged = refusalOf(422, { detail: "这是 PDF 文件。", code: "bad_photo" });
  assert.deepEqual([judged.status, judged.message, judged.code], [422, "这是 PDF 文件。", "bad_photo"]);
  assert.equal(refusalOf(409, null).code, "", "a page instead of a problem");
});

test("a page's token says for whom and where it was made", () => {
  assert.equal(seatOf("secret.person.place"), "person.place");
  assert.equal(seatOf("secret"), "", "nobody is signed in");
});

test("keys are fit for the server and never the same", () => {
  const keys = new Set(Array.from({ length: 100 }, newKey));
  assert.equal(keys.size, 100);
  for (const key of keys) assert.match(key, /^[0-9a-f]{32}$/);
});
