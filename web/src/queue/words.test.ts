import assert from "node:assert/strict";
import { test } from "node:test";
import type { Kept, KeptFile, KeptForm } from "./shelf";
import { inWords, sending, sent, waiting } from "./words";

const file = (counter: string): KeptFile => ({ counter }) as KeptFile;
const draft = {} as KeptForm;
const kept: Kept = { forms: [draft], files: [file("张照片"), file("张照片"), file("份材料"), file("张照片")] };

test("what is kept is counted in words", () => {
  assert.equal(inWords(kept), "1 份草稿、3 张照片、1 份材料");
  assert.equal(inWords({ forms: [], files: [] }), "");
  assert.equal(waiting({ forms: [draft], files: [file("张照片")] }), "无网络：1 份草稿、1 张照片保存在本机，联网后自动上传。");
  assert.match(waiting({ forms: [], files: [] }), /^无网络：填写的内容还在本页/);
  assert.equal(sending(kept, 0.999), "正在上传本机保存的 1 份草稿、3 张照片、1 份材料（99%）");
  assert.match(sent(kept), /草稿可继续填写/);
  assert.match(sent({ ...kept, forms: [] }), /可以选用/);
});
