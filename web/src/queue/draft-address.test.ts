import assert from "node:assert/strict";
import { test } from "node:test";
import { withDraft } from "./draft-address";

test("an address goes on with a draft and keeps what else it says", () => {
  assert.equal(withDraft("/activities/drafts", "a1"), "/activities/drafts?draft=a1");
  assert.equal(withDraft("/activities/drafts?draft=a1", "b2"), "/activities/drafts?draft=b2");
  assert.equal(withDraft("/activities/drafts", "", ""), "/activities/drafts?quiet=1");
  assert.equal(withDraft("/activities/drafts", "a1", "2"), "/activities/drafts?draft=a1&quiet=1&version=2");
  assert.equal(withDraft("/activities?x=1", "a1"), "/activities?x=1&draft=a1");
});
