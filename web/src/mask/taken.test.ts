import assert from "node:assert/strict";
import { test } from "node:test";
import { dated, inCameraWords, takenIn, takenOf } from "./taken";

const TAKEN = "2026:10:21 09:30:05";
const BARE = [0xff, 0xd8, 0xff, 0xda, 0, 2, 1, 2, 3, 0xff, 0xd9];

const bytes = (...parts: (string | number[])[]): Uint8Array =>
  new Uint8Array(parts.flatMap((part) => (typeof part === "string" ? [...part].map((letter) => letter.charCodeAt(0)) : part)));

/** Notes as a phone writes them: little end first, a place (GPS) before the time. */
function notes(taken: string): number[] {
  const word = (value: number): number[] => [value & 255, (value >> 8) & 255, (value >> 16) & 255, value >> 24];
  const half = (value: number): number[] => [value & 255, value >> 8];
  const entry = (tag: number, kind: number, count: number, value: number): number[] => [...half(tag), ...half(kind), ...word(count), ...word(value)];
  const first = [...half(2), ...entry(0x8825, 4, 1, 38), ...entry(0x8769, 4, 1, 38), ...word(0)];
  const second = [...half(2), ...entry(0x829a, 5, 1, 0), ...entry(0x9003, 2, 20, 68), ...word(0)];
  return [...bytes("II*\0", word(8)), ...first, ...second, ...bytes(`${taken}\0`)];
}

const jpeg = (taken: string): Uint8Array => {
  const body = [...bytes("Exif\0\0"), ...notes(taken)];
  return bytes(BARE.slice(0, 2), [0xff, 0xe1, 0, body.length + 2], body, BARE.slice(2));
};

test("the time is read out of every kind of picture, and a camera without a clock says nothing", () => {
  assert.equal(takenIn(jpeg(TAKEN)), TAKEN);
  assert.equal(takenIn(bytes("\x89PNG....IDAT....", [0, 0, 0, 90], "eXIf", notes(TAKEN))), TAKEN);
  assert.equal(takenIn(bytes("RIFF....WEBPVP8 ....EXIF", [90, 0, 0, 0], notes(TAKEN))), TAKEN);
  assert.equal(takenIn(bytes([0, 0, 0, 24], "ftypheic....meta Exif here....", [0, 0, 0, 6], "Exif\0\0", notes(TAKEN))), TAKEN);
  for (const wrong of ["    :  :     :  :  ", "21.10.2026 09:30:05", "2026:10:21T09:30:05"]) assert.equal(takenIn(jpeg(wrong)), "", wrong);
  assert.equal(takenIn(new Uint8Array(BARE)), "");
});

test("notes that end too early, or lead beyond themselves, are silence", () => {
  const whole = jpeg(TAKEN);
  for (let length = 0; length < 99; length += 1) assert.equal(takenIn(whole.slice(0, length)), "", `${length} bytes`);
  const mad = [...notes(TAKEN)];
  mad.splice(4, 4, 255, 255, 255, 255);
  assert.equal(takenIn(bytes("Exif\0\0", mad)), "");
});

test("a picture that was dated says the time and nothing else of its notes", async () => {
  const made = dated(new Blob([new Uint8Array(BARE)]), TAKEN);
  assert.equal(await takenOf(made), TAKEN);
  const all = new Uint8Array(await made.arrayBuffer());
  assert.deepEqual([...all.slice(0, 2), ...all.slice(76)], BARE, "one segment came in behind the first mark");
  assert.equal(all[5], 72, "as long as it says");
  const undated = new Blob([new Uint8Array(BARE)]);
  assert.equal(dated(undated, ""), undated);
  assert.equal(dated(undated, "2026-10-21 09:30"), undated);
});

test("the server's word for a time is one that a camera would write", () => {
  assert.equal(inCameraWords("2026-10-21 09:30"), "2026:10:21 09:30:00");
  for (const none of ["", "2026-10-21", "gestern"]) assert.equal(inCameraWords(none), "");
});
