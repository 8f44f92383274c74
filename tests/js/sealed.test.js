// @ts-check
import assert from "node:assert/strict";
import { test } from "node:test";
import { openName } from "../../static/js/scan/sealed.js";
import { vectors } from "./vectors.js";

const { names } = vectors("sealed_names");

for (const { code, zh, en, sealed } of names) {
  test(`a badge opens its own bearer's name: ${en}`, async () => assert.deepEqual(await openName(code, sealed), { zh, en }));
}

test("no badge opens another's name, and what was altered opens to nobody", async () => {
  const [one, other] = names;
  assert.equal(await openName(other.code, one.sealed), null);
  assert.equal(await openName(one.code, one.sealed.replace(/.==$|.=$|.$/, "A")), null);
  assert.equal(await openName(one.code, ""), null);
});
