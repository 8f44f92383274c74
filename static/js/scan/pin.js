// @ts-check
/**
 * Whether a PIN is the kiosk's, by what the phone holds of it: the same derivation as `app/checkin/pins.py`, on the same
 * vectors. Wrong tries put off the next one, also after a reload.
 *
 * @typedef {{ rounds: number, salt: string, hash: string }} Pin
 * @typedef {{ wrong: number, until: number }} Tries
 */

const FREE = 5;
const FIRST_WAIT = 30_000;
const LONGEST_WAIT = 3_600_000;

/**
 * @param {string} typed
 * @param {Pin} pin
 * @returns {Promise<boolean>} rejects where this browser derives no keys: without https
 */
export async function isPin(typed, { rounds, salt, hash }) {
  const key = await crypto.subtle.importKey("raw", new TextEncoder().encode(plain(typed)), "PBKDF2", false, ["deriveBits"]);
  const steps = { name: "PBKDF2", hash: "SHA-256", salt: bytes(salt), iterations: rounds };
  return hex(new Uint8Array(await crypto.subtle.deriveBits(steps, key, 256))) === hash;
}

/**
 * What is remembered of a try: after five wrong ones each five more double the wait.
 * @param {Tries | null} before
 * @param {boolean} right
 * @param {number} now milliseconds
 * @returns {Tries}
 */
export function after(before, right, now) {
  if (right) return { wrong: 0, until: 0 };
  const wrong = (before?.wrong ?? 0) + 1;
  const waits = wrong % FREE === 0 ? Math.min(FIRST_WAIT * 2 ** (wrong / FREE - 1), LONGEST_WAIT) : 0;
  return { wrong, until: waits ? now + waits : 0 };
}

/**
 * @param {Tries | null} tries
 * @param {number} now
 * @returns {number} milliseconds until the next try
 */
export const waits = (tries, now) => Math.max(0, Math.min((tries?.until ?? 0) - now, LONGEST_WAIT));

/** @param {string} typed */
const plain = (typed) => typed.normalize("NFKC").trim();

/** @param {string} text */
const bytes = (text) => Uint8Array.from(text.match(/../g) ?? [], (pair) => parseInt(pair, 16));

/** @param {Uint8Array} content */
const hex = (content) => Array.from(content, (byte) => byte.toString(16).padStart(2, "0")).join("");
