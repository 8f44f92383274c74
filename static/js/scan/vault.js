// @ts-check
/**
 * What this phone keeps under a PIN: encrypted by a random key, which is wrapped by a key from the PIN. Ten wrong tries
 * wipe it, and so does the end of the device. The open key is in memory alone, so a reload locks.
 *
 * @typedef {{ salt: Uint8Array<ArrayBuffer>, rounds: number, iv: Uint8Array<ArrayBuffer>, wrapped: ArrayBuffer, tries: number,
 *             until: string }} Lock `until`: the end of the device
 */
import { indexPart, keepIndexPart, wipeIndex } from "./store.js";

export const TRIES = 10;
export const SHORTEST = 6;
/** A phone derives a key in about this long; whoever guesses needs as long for each PIN, on a phone. */
const SECOND = 1000;
const [FEWEST, MOST, SAMPLE] = [300_000, 3_000_000, 50_000];
const LOCK = "lock";
const AES = "AES-GCM";

export class Vault {
  constructor() {
    /** @type {CryptoKey | null} */
    this.key = null;
  }

  /** @returns {Promise<Lock | null>} null where nothing is kept, or no more */
  async lock() {
    const lock = (await indexPart(LOCK)) ?? null;
    if (!lock || new Date(lock.until).getTime() > Date.now()) return lock;
    await this.wipe();
    return null;
  }

  /**
   * Begin anew under a PIN.
   * @param {string} pin
   * @param {string} until when the device ends
   */
  async begin(pin, until) {
    await this.wipe();
    const [salt, iv, raw] = [random(16), random(12), random(32)];
    const rounds = await bearable();
    const wrapped = await crypto.subtle.encrypt({ name: AES, iv }, await keyOf(pin, salt, rounds, "encrypt"), raw);
    await keepIndexPart(LOCK, { salt, rounds, iv, wrapped, tries: 0, until });
    this.key = await imported(raw);
    raw.fill(0);
  }

  /**
   * A try counts before it is looked at, so that pulling the plug gives none back.
   * @param {string} pin
   * @returns {Promise<number>} 0 where it was right, else how many tries are left; -1 where all is wiped
   */
  async open(pin) {
    const lock = await this.lock();
    if (!lock) return -1;
    lock.tries += 1;
    await keepIndexPart(LOCK, lock);
    const key = await keyOf(pin, lock.salt, lock.rounds, "decrypt");
    const raw = await crypto.subtle.decrypt({ name: AES, iv: lock.iv }, key, lock.wrapped).catch(() => null);
    if (raw) {
      this.key = await imported(raw);
      await keepIndexPart(LOCK, { ...lock, tries: 0 });
      return 0;
    }
    if (lock.tries < TRIES) return TRIES - lock.tries;
    await this.wipe();
    return -1;
  }

  close() {
    this.key = null;
  }

  async wipe() {
    this.close();
    await wipeIndex();
  }

  /**
   * @param {string} name
   * @param {unknown} content
   */
  async keep(name, content) {
    if (!this.key) return;
    const iv = random(12);
    const clear = new TextEncoder().encode(JSON.stringify(content));
    await keepIndexPart(name, { iv, data: await crypto.subtle.encrypt({ name: AES, iv }, this.key, clear) });
  }

  /**
   * @param {string} name
   * @returns {Promise<any>} null where nothing of that name is kept
   */
  async read(name) {
    const kept = await indexPart(name);
    if (!kept || !this.key) return null;
    const clear = await crypto.subtle.decrypt({ name: AES, iv: kept.iv }, this.key, kept.data);
    return JSON.parse(new TextDecoder().decode(clear));
  }
}

/**
 * Whether a PIN is one of the first that anybody would try.
 * @param {string} pin
 */
export function tooSimple(pin) {
  const steps = [...pin].slice(1).map((sign, index) => sign.charCodeAt(0) - pin.charCodeAt(index));
  return steps.every((step) => step === steps[0]) || new Set(pin).size < 3;
}

/** @param {number} length */
const random = (length) => crypto.getRandomValues(new Uint8Array(length));

/** @param {BufferSource} raw */
const imported = (raw) => crypto.subtle.importKey("raw", raw, AES, false, ["encrypt", "decrypt"]);

/**
 * @param {string} pin
 * @param {Uint8Array<ArrayBuffer>} salt
 * @param {number} rounds
 * @param {"encrypt" | "decrypt"} use
 */
async function keyOf(pin, salt, rounds, use) {
  const typed = new TextEncoder().encode(pin.normalize("NFKC"));
  const known = await crypto.subtle.importKey("raw", typed, "PBKDF2", false, ["deriveKey"]);
  const steps = { name: "PBKDF2", hash: "SHA-256", salt, iterations: rounds };
  return crypto.subtle.deriveKey(steps, known, { name: AES, length: 256 }, false, [use]);
}

/** As many rounds as this phone does in a second, within bounds. */
async function bearable() {
  const began = performance.now();
  await keyOf("000000", random(16), SAMPLE, "encrypt");
  const took = Math.max(performance.now() - began, 1);
  return Math.round(Math.min(Math.max((SAMPLE * SECOND) / took, FEWEST), MOST));
}
