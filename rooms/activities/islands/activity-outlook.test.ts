import assert from "node:assert/strict";
import { test } from "node:test";
import { type Phase, type Progress, amountOf, lineOf, outlook, phasesOf, takes } from "./activity-outlook";

const phases: Phase[] = [
  { id: "1", name: "一", from: "", to: "2026-03-31" },
  { id: "2", name: "二", from: "2026-04-01", to: "2026-05-31" },
  { id: "3", name: "三", from: "2026-06-01", to: "" },
];
const names = (found: Phase[]): string => found.map((phase) => phase.name).join("");

test("an event counts in the phase of its first day, a standing thing in each", () => {
  assert.equal(names(phasesOf(phases, "2026-03-31", "2026-04-02", false)), "一");
  assert.equal(names(phasesOf(phases, "2026-03-31", "2026-04-02", true)), "一二");
  assert.equal(names(phasesOf(phases, "2027-01-01", "", false)), "三");
  assert.equal(names(phasesOf(phases.slice(1, 2), "2026-06-01", "", false)), "");
  assert.equal(names(phasesOf(phases, "", "", true)), "");
});

test("an amount is what the server accepts", () => {
  assert.deepEqual(["60", " ６０ ", "100000000"].map(amountOf), [60, 60, 100_000_000]);
  assert.deepEqual(["", "0", "-1", "−1", "1.5", "5000余", "10^12", "100000001"].map(amountOf), Array(8).fill(null));
});

const lecture: Progress = { campaign: "c", phase: "1", measure: "lecture", only: {}, name: "讲座", unit: "场", done: 2, target: 4, how: "sum" };

test("a line says how far the indicator then is", () => {
  assert.equal(lineOf(lecture, 1), "讲座 3/4 场");
  assert.equal(lineOf(lecture, 2), "讲座 4/4 场 ✓");
  assert.equal(lineOf({ ...lecture, target: null }, 1), "讲座 3 场");
  assert.equal(lineOf({ ...lecture, how: "max" }, 1), "讲座 2/4 场");
  assert.equal(lineOf({ ...lecture, how: "distinct" }, 9), "讲座 3/4 场");
  assert.equal(lineOf({ ...lecture, how: "task", done: 0, target: 1 }, 9), "讲座 1/1 场 ✓");
});

test("only measures that were typed and phases that are met stand in the outlook", () => {
  const lines: Progress[] = [
    lecture,
    { ...lecture, phase: "2" },
    { ...lecture, campaign: "other" },
    { ...lecture, measure: "handbook", name: "手册", unit: "册", phase: "" },
    { ...lecture, measure: "poster" },
  ];
  const numbers = new Map([["lecture", { amount: 1, split: {} }], ["handbook", { amount: 2, split: {} }]]);
  assert.equal(outlook(lines, "c", phases.slice(0, 1), numbers), "讲座 3/4 场，手册 4/4 册 ✓");
  assert.equal(outlook(lines, "c", [], numbers), "手册 4/4 册 ✓");
});

test("an indicator of leaders' lectures counts theirs only", () => {
  assert.equal(takes({}, {}), true);
  assert.equal(takes({ speaker: ["leader", "expert"] }, { speaker: "leader", audience: "" }), true);
  assert.equal(takes({ speaker: ["leader"], audience: ["staff"] }, { speaker: "leader" }), false);
  const lines: Progress[] = [lecture, { ...lecture, only: { speaker: ["leader"] }, name: "讲座（领导干部）", target: 2, done: 1 }];
  const by = (speaker: string): string => outlook(lines, "c", phases.slice(0, 1), new Map([["lecture", { amount: 1, split: { speaker } }]]));
  assert.equal(by("leader"), "讲座 3/4 场，讲座（领导干部） 2/2 场 ✓");
  assert.equal(by("expert"), "讲座 3/4 场");
});
