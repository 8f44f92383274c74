// @ts-check
import assert from "node:assert/strict";
import { test } from "node:test";
import { parse } from "../../static/js/scan/codec.js";
import { makeVerifier } from "../../static/js/scan/signature.js";
import { vectors } from "./vectors.js";

const { codes, public_key } = vectors("ticket_codes");
const key = { number: 1, public_key: Buffer.from(public_key, "hex").toString("base64"), revoked: false };
const fetchPackage = () => import("../../node_modules/@noble/ed25519/index.js");
const signatureOf = makeVerifier(() => assert.fail("the browser has Ed25519 of its own"));

/** A browser that has WebCrypto, but not this curve. */
const older = /** @type {SubtleCrypto} */ (
  new Proxy(crypto.subtle, {
    get: (subtle, name) => (name === "importKey" ? () => Promise.reject(new Error("NotSupportedError")) : Reflect.get(subtle, name)),
  })
);

for (const { name, text, claims, valid, error } of codes) {
  test(`the scanner reads codes as the shared vectors say: ${name}`, async () => {
    const parsed = parse(text);
    if (typeof parsed === "string") return assert.equal(parsed, error);
    assert.deepEqual(parsed.claims, claims);
    assert.equal(await signatureOf(parsed, key), valid ? "valid" : "invalid");
    assert.equal(await makeVerifier(fetchPackage, older)(parsed, key), valid ? "valid" : "invalid");
  });
}

test("a key that the device does not hold, or that was revoked, vouches for nothing", async () => {
  const parsed = parse(codes[0].text);
  assert.ok(typeof parsed === "object");
  assert.equal(await signatureOf(parsed, undefined), "unknown_key");
  assert.equal(await signatureOf(parsed, { ...key, revoked: true }), "unknown_key");
});
