// @ts-check
import assert from "node:assert/strict";
import { test } from "node:test";
import { seal } from "../../static/js/scan/seal.js";
import { vectors } from "./vectors.js";

const { public_key: recipient, boxes } = vectors("sealed_boxes");
const CURVE = { name: "ECDH", namedCurve: "P-256" };

/** @param {JsonWebKey} jwk */
async function pairOf(jwk) {
  const { d, ...open } = jwk;
  assert.ok(d);
  return {
    privateKey: await crypto.subtle.importKey("jwk", jwk, CURVE, false, ["deriveBits"]),
    publicKey: await crypto.subtle.importKey("jwk", open, CURVE, true, []),
  };
}

for (const { purpose, context, clear, ephemeral, sealed } of boxes) {
  test(`a box is sealed as the server opens it: ${purpose} ${clear.slice(0, 14)}`, async () =>
    assert.equal(await seal(recipient, purpose, context, clear, await pairOf(ephemeral)), sealed));
}

test("no two boxes of one content are alike, and none tells what is inside", async () => {
  const made = await Promise.all([1, 2, 3].map(() => seal(recipient, "scan", "1", "ABCDEFGH234567")));
  assert.equal(new Set(made).size, 3);
  for (const box of made) assert.ok(!atob(box).includes("ABCDEFGH234567"));
});
