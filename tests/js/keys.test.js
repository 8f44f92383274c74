// @ts-check
import assert from "node:assert/strict";
import { test } from "node:test";
import { matches, queryKeys } from "../../static/js/scan/keys.js";
import { vectors } from "./vectors.js";

const { variants, cases } = vectors("search_queries");
const signs = [...variants];
const simplified = new Map(signs.flatMap((sign, at) => (at % 2 === 0 ? [[sign, signs[at + 1]]] : [])));

for (const { typed, groups } of cases) {
  test(`what is typed is looked for as the server does: ${typed}`, () => assert.deepEqual(queryKeys(typed, simplified), groups));
}

test("each word has to begin one of a person's keys", () => {
  const keys = ["luxiaoming", "xiaominglu", "#4321"];
  assert.ok(matches(queryKeys("xiaom lu", simplified), keys));
  assert.ok(matches(queryKeys("139 0000 1234", simplified), keys));
  assert.ok(!matches(queryKeys("xiaom wei", simplified), keys));
});
