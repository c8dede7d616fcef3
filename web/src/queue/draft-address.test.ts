import assert from "node:assert/strict";
import { test } from "node:test";
import { quietly, withDraft } from "./draft-address";

test("an address goes on with a draft from its version, and keeps what else it says", () => {
  assert.equal(withDraft("/activities/drafts", "a1"), "/activities/drafts?draft=a1");
  assert.equal(withDraft("/activities/drafts?draft=a1&version=3", "b2"), "/activities/drafts?draft=b2");
  assert.equal(withDraft("/activities/drafts?draft=a1&version=1", "a1", "2"), "/activities/drafts?draft=a1&version=2");
  assert.equal(withDraft("/activities/drafts?draft=a1&version=1&activity=c3", ""), "/activities/drafts?activity=c3");
  assert.equal(quietly(withDraft("/activities?x=1", "a1", "2")), "/activities?x=1&draft=a1&version=2&quiet=1");
});
