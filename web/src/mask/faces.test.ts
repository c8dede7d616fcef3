import assert from "node:assert/strict";
import { afterEach, test } from "node:test";
import { advice, proposed } from "./faces";
import { factorFor } from "./picture";

const ROOM = { width: 1000, height: 800 };
const PICTURE = {} as HTMLImageElement;

function finding(detect: () => Promise<unknown>): void {
  Object.assign(globalThis, { FaceDetector: class { detect = detect; } });
}

afterEach(() => Reflect.deleteProperty(globalThis, "FaceDetector"));

test("faces that a browser finds are proposed with a margin, on the picture", async () => {
  finding(async () => [{ boundingBox: { x: 100, y: 100, width: 100, height: 50 } }, { boundingBox: { x: 0, y: 700, width: 100, height: 100 } }]);
  assert.deepEqual(await proposed(PICTURE, ROOM), [{ x: 80, y: 90, width: 140, height: 70 }, { x: 0, y: 660, width: 140, height: 140 }]);
});

test("a browser that does not look, or cannot, is told apart from one that found nobody", async () => {
  assert.equal(await proposed(PICTURE, ROOM), null);
  finding(() => Promise.reject(new Error("no service")));
  assert.equal(await proposed(PICTURE, ROOM), null);
  finding(async () => []);
  assert.deepEqual(await proposed(PICTURE, ROOM), []);
  assert.match(advice(null), /不能自动找人脸/);
  assert.match(advice(0), /可能有遗漏/);
  assert.match(advice(3), /3 处，可能有遗漏/);
});

test("a picture is only ever reduced, to the area that may be", () => {
  assert.equal(factorFor({ width: 4000, height: 3000 }, 60_000_000), 1);
  const factor = factorFor({ width: 8000, height: 6000 }, 16_700_000);
  assert.ok(8000 * factor * 6000 * factor <= 16_700_001 && factor > 0.5);
});
