// @ts-check
/**
 * Names on the roster, each sealed under a key that only the person's own badge gives (`app/checkin/sealing.py`):
 * HKDF-SHA256 of the code, then AES-256-GCM. Whoever finds this phone can read nobody's name from it.
 */

const SALT = new TextEncoder().encode("luntan-roster");
const INFO = new TextEncoder().encode("name");
const NONCE = 12;

/**
 * @param {string} code the bare code, upper-case
 * @param {string} sealed base64 of nonce and ciphertext
 * @returns {Promise<import("./config.js").Bilingual | null>} null where it cannot be opened by this code
 */
export async function openName(code, sealed) {
  const subtle = globalThis.crypto?.subtle;
  if (!subtle || !sealed) return null;
  const content = Uint8Array.from(atob(sealed), (sign) => sign.charCodeAt(0));
  const badge = await subtle.importKey("raw", new TextEncoder().encode(code), "HKDF", false, ["deriveKey"]);
  const steps = { name: "HKDF", hash: "SHA-256", salt: SALT, info: INFO };
  const key = await subtle.deriveKey(steps, badge, { name: "AES-GCM", length: 256 }, false, ["decrypt"]);
  const cipher = { name: "AES-GCM", iv: content.slice(0, NONCE) };
  const clear = await subtle.decrypt(cipher, key, content.slice(NONCE)).catch(() => null);
  if (!clear) return null;
  const [zh, en] = JSON.parse(new TextDecoder().decode(clear));
  return { zh, en };
}
