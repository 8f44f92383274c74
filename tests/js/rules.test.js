// @ts-check
import assert from "node:assert/strict";
import { test } from "node:test";
import { decide } from "../../static/js/scan/rules.js";
import { vectors } from "./vectors.js";

const { defaults, cases } = vectors("checkin_rules");
const PREVIOUS = { inside: true, count: 1 };

/**
 * @param {any} given
 * @returns {import("../../static/js/scan/rules.js").Situation}
 */
function situation(given) {
  const [code, person, gate, scanner, scan] = ["code", "person", "gate", "scanner", "scan"].map((name) =>
    given[name] === null ? null : { ...defaults[name], ...given[name] },
  );
  const previous = Object.entries(given.previous ?? {}).map(([window, facts]) => [window, { ...PREVIOUS, .../** @type {object} */ (facts) }]);
  return { gate, scanner, code, person, previous: Object.fromEntries(previous), ...scan };
}

for (const { name, given, expect } of cases) {
  test(`the scanner decides as the shared vectors say: ${name}`, () => {
    const decision = decide(situation(given));
    const expected = { reason: null, flags: [], window: "", other: "", forcible: false, first: null, ...expect };
    assert.deepEqual(
      { ...decision, flags: [...decision.flags].sort(), first: decision.first && Date.parse(decision.first.since) },
      { ...expected, first: expected.first && Date.parse(expected.first) },
    );
  });
}
