import assert from "node:assert/strict";
import { test } from "node:test";
import { type Group, merged, moved, titleOf, usualAmount } from "./photo-moves";

const GROUPS: Group[] = [
  { number: 0, photos: ["a", "b", "c"] },
  { number: 1, photos: ["d"] },
  { number: 4, photos: ["e", "f"] },
];
const told = (groups: Group[]): string => groups.map((group) => `${group.number}:${group.photos.join("")}`).join(" ");

test("photos move to another group, to a new one, or away", () => {
  assert.equal(told(moved(GROUPS, new Set(["b", "e"]), 1)), "0:ac 1:dbe 4:f");
  assert.equal(told(moved(GROUPS, new Set(["b", "c"]), "new")), "0:a 5:bc 1:d 4:ef");
  assert.equal(told(moved(GROUPS, new Set(["a", "f"]), "away")), "0:bc 1:d 4:e");
  assert.equal(told(moved(GROUPS, new Set(), 1)), told(GROUPS));
});

test("what stands in the goal already stays in its place", () => {
  assert.equal(told(moved(GROUPS, new Set(["a", "d"]), 0)), "0:abcd 4:ef");
});

test("an emptied group is gone, and so is one that went into the one before", () => {
  assert.equal(told(moved(GROUPS, new Set(["d"]), 4)), "0:abc 4:efd");
  assert.equal(told(merged(GROUPS, 4)), "0:abc 1:def");
  assert.equal(told(merged(GROUPS, 0)), told(GROUPS), "before the first is nothing");
  assert.equal(told(moved(GROUPS, new Set(["a", "b", "c", "d", "e", "f"]), "away")), "");
});

test("a group says its place, its size and its day", () => {
  assert.equal(titleOf(2, 12, "2026-03-05"), "第 2 组 · 12 张 · 3月5日");
  assert.equal(titleOf(1, 3, ""), "第 1 组 · 3 张");
  assert.deepEqual(["场", "人次"].map(usualAmount), ["1", ""]);
});
