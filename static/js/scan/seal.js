// @ts-check
/**
 * Seals what this phone must keep and pass on, but need not read again, to the key of its event
 * (`app/tickets/encryption.py`): ECDH on P-256 with a key made for this one box, HKDF-SHA256, AES-256-GCM.
 */

const CURVE = { name: "ECDH", namedCurve: "P-256" };
const SALT = new TextEncoder().encode("luntan-event-seal");
const VERSION = 1;
const [KEY, NONCE] = [32, 12];

/** Whether this browser can seal; pages that came without TLS have no cryptography. */
export const canSeal = () => Boolean(globalThis.crypto?.subtle);

/**
 * @param {string} recipient base64 of the event's public key
 * @param {string} purpose what kind of thing it is
 * @param {string} context what the box belongs to: it opens beside nothing else
 * @param {string} clear
 * @param {CryptoKeyPair} [pair] made anew where none is given, as it must be outside of tests
 * @returns {Promise<string>} base64 of version, ephemeral public key and ciphertext
 */
export async function seal(recipient, purpose, context, clear, pair) {
  const { subtle } = globalThis.crypto;
  const { privateKey, publicKey } = pair ?? (await subtle.generateKey(CURVE, false, ["deriveBits"]));
  const theirs = bytesOf(recipient);
  const point = new Uint8Array(await subtle.exportKey("raw", publicKey));
  const known = await subtle.importKey("raw", theirs, CURVE, false, []);
  const shared = await subtle.deriveBits({ name: "ECDH", public: known }, privateKey, 256);
  const { key, nonce } = await agreed(shared, join(encode(`${purpose}\0`), point, theirs));
  const content = await subtle.encrypt({ name: "AES-GCM", iv: nonce, additionalData: encode(context) }, key, encode(clear));
  return base64(join(Uint8Array.of(VERSION), point, new Uint8Array(content)));
}

/**
 * @param {ArrayBuffer} shared
 * @param {Uint8Array<ArrayBuffer>} info
 */
async function agreed(shared, info) {
  const { subtle } = globalThis.crypto;
  const secret = await subtle.importKey("raw", shared, "HKDF", false, ["deriveBits"]);
  const derived = await subtle.deriveBits({ name: "HKDF", hash: "SHA-256", salt: SALT, info }, secret, 8 * (KEY + NONCE));
  const key = await subtle.importKey("raw", derived.slice(0, KEY), "AES-GCM", false, ["encrypt"]);
  return { key, nonce: new Uint8Array(derived.slice(KEY)) };
}

/** @param {string} text */
const encode = (text) => new TextEncoder().encode(text);

/**
 * @param {string} text base64
 * @returns {Uint8Array<ArrayBuffer>}
 */
export function bytesOf(text) {
  return Uint8Array.from(atob(text), (sign) => sign.charCodeAt(0));
}

/** @param {Uint8Array} bytes */
export function base64(bytes) {
  return btoa(Array.from(bytes, (byte) => String.fromCharCode(byte)).join(""));
}

/** @param {...Uint8Array} parts */
function join(...parts) {
  const whole = new Uint8Array(parts.reduce((length, part) => length + part.length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}
