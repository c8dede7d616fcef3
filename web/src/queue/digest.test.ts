import assert from "node:assert/strict";
import { test } from "node:test";
import { digestOf, digestOfFile } from "./digest";

test("a long file has the same digest, reckoned a stretch at a time, as at once", async () => {
  const bytes = new Uint8Array(2 * 1024 * 1024 + 7).map((_, at) => at % 251);
  const whole = await digestOf(bytes.buffer);
  for (const atOnce of [0, 1024, bytes.length]) assert.equal(await digestOfFile(new Blob([bytes]), atOnce), whole);
  assert.equal(await digestOfFile(new Blob([]), -1), await digestOf(new ArrayBuffer(0)));
  assert.equal(await digestOfFile(new Blob(["abc"])), "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
});
