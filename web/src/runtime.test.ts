import assert from "node:assert/strict";
import { test } from "node:test";
import { sentenceOf, sizeInWords } from "./runtime";

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
