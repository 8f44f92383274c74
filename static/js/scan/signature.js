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
 * @returns {(parsed: ParsedCode, key: Key | undefined) => Promise<"valid" | "invalid" | "unknown_key">}
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
  if (subtle && key) return ({ signature, message }) => subtle.verify(NAME, key, signature, message);
  const { verifyAsync } = await fetchPackage();
  return ({ signature, message }) => verifyAsync(signature, message, raw).catch(() => false);
}

/**
 * @param {string} base64
 * @returns {Uint8Array<ArrayBuffer>}
 */
function bytesOf(base64) {
  return Uint8Array.from(atob(base64), (sign) => sign.charCodeAt(0));
}
