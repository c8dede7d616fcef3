import assert from "node:assert/strict";
import { test } from "node:test";
import { fieldOf } from "./faults";

test("a sentence of the list leads to its field", () => {
  assert.equal(fieldOf("#f-name-fault"), "name");
  assert.equal(fieldOf("#f-groups%5B0%5D%5Bname%5D-fault"), "groups[0][name]");
  assert.equal(fieldOf("#f-groups[0][name]-fault"), "groups[0][name]");
});
