// @ts-check
/**
 * Whether a key of the event signed a code: by the browser's WebCrypto, or where it lacks Ed25519 by a package, which
 * is fetched when it is needed for the first time.
 *
 * @typedef {{ number: number, public_key: string, revoked: boolean }} Key base64 of 32 bytes
 * @typedef {(signature: Uint8Array, message: Uint8Array, key: Uint8Array) => Promise<boolean>} Verify
 * @typedef {import("./codec.js").ParsedCode} ParsedCode
 */

const NAME = "Ed25519";

/**
 * @param {() => Promise<{ verifyAsync: Verify }>} fetchPackage
 * @param {SubtleCrypto | undefined} [subtle] absent on pages that came without TLS
 * @returns {(parsed: ParsedCode, key: Key | undefined) => Promise<"valid" | "invalid" | "unknown_key">} rejects where
 *          this browser can verify nothing, as on pages that came without TLS
 */
export function makeVerifier(fetchPackage, subtle = globalThis.crypto?.subtle) {
  /** @type {Map<string, Promise<(parsed: ParsedCode) => Promise<boolean>>>} */
  const ready = new Map();
  return async (parsed, key) => {
    if (!key || key.revoked) return "unknown_key";
    const verify = ready.get(key.public_key) ?? prepare(bytesOf(key.public_key), fetchPackage, subtle);
    ready.set(key.public_key, verify);
    return (await (await verify)(parsed)) ? "valid" : "invalid";
  };
}

/**
 * @param {Uint8Array<ArrayBuffer>} raw
 * @param {() => Promise<{ verifyAsync: Verify }>} fetchPackage
 * @param {SubtleCrypto | undefined} subtle
 * @returns {Promise<(parsed: ParsedCode) => Promise<boolean>>}
 */
async function prepare(raw, fetchPackage, subtle) {
  const key = await subtle?.importKey("raw", raw, NAME, false, ["verify"]).catch(() => null);
  const byPackage = async (/** @type {ParsedCode} */ { signature, message }) => (await fetchPackage()).verifyAsync(signature, message, raw);
  if (!subtle || !key) return byPackage;
  // Some import the key and then cannot use it.
  return (parsed) => subtle.verify(NAME, key, parsed.signature, parsed.message).catch(() => byPackage(parsed));
}

/**
 * @param {string} base64
 * @returns {Uint8Array<ArrayBuffer>}
 */
function bytesOf(base64) {
  return Uint8Array.from(atob(base64), (sign) => sign.charCodeAt(0));
}
