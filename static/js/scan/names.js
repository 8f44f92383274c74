// @ts-check
/**
 * Everybody of the event by name, for phones of the desk: in memory while it is unlocked, on disk under the PIN alone.
 *
 * @typedef {import("./config.js").Bilingual} Bilingual
 * @typedef {{ vip: boolean, call: string, note: string, needs: { label: Bilingual, answer: Bilingual }[] }} Note
 * @typedef {{ id: string, name: Bilingual, organisation: Bilingual, category: string, state: string, keys: string[],
 *             short: string, generation: number, note: Note }} Entry
 * @typedef {{ cursor: string, whole: boolean, people: Entry[], gone: string[], variants: string }} Index
 */
import { matches, queryKeys } from "./keys.js";
import { Vault } from "./vault.js";

const PEOPLE = "people";
const MOST = 20;
/** Locked after so long without a search, and sooner when the page is out of sight. */
const UNUSED = 5 * 60_000;
const HIDDEN = 60_000;
const SYNC_EVERY = 60_000;
/** Crockford's: what is easily confused. */
const CONFUSED = /** @type {Record<string, string>} */ ({ O: "0", I: "1", L: "1" });

export class Names {
  /**
   * @param {import("./api.js").Server} server
   * @param {() => void} changed locked, opened, or brought up to date
   */
  constructor(server, changed) {
    this.server = server;
    this.changed = changed;
    this.vault = new Vault();
    /** @type {Map<string, Entry> | null} null while it is locked */
    this.people = null;
    /** @type {Map<string, string>} */
    this.simplified = new Map();
    this.cursor = "";
    this.syncedAt = -Infinity;
    /** @type {ReturnType<typeof setTimeout> | undefined} */
    this.locking = undefined;
    /** @type {ReturnType<typeof setTimeout> | undefined} */
    this.hiding = undefined;
    document.addEventListener("visibilitychange", () => this.seen());
  }

  get open() {
    return this.people !== null;
  }

  /**
   * @param {string} pin
   * @param {string} until
   */
  async begin(pin, until) {
    const { index } = await this.ask(null);
    await this.vault.begin(pin, until);
    this.people = new Map();
    await this.apply(index);
    this.used();
  }

  /**
   * @param {string} pin
   * @returns {Promise<number>} as `Vault.open`
   */
  async unlock(pin) {
    const left = await this.vault.open(pin);
    if (left !== 0) return left;
    const kept = await this.vault.read(PEOPLE);
    this.people = new Map((kept?.people ?? []).map((/** @type {Entry} */ entry) => [entry.id, entry]));
    this.cursor = kept?.cursor ?? "";
    this.learn(kept?.variants ?? "");
    this.used();
    await this.sync().catch(() => {});
    return 0;
  }

  lock() {
    this.vault.close();
    this.people = null;
    this.simplified = new Map();
    this.cursor = "";
    clearTimeout(this.locking);
    this.changed();
  }

  async wipe() {
    await this.vault.wipe();
    this.lock();
  }

  /** Ask for what has changed, now and then while it is open. */
  async sync() {
    if (!this.people || performance.now() - this.syncedAt < SYNC_EVERY) return;
    this.syncedAt = performance.now();
    const { index } = await this.ask(this.cursor || null);
    if (this.people) await this.apply(index);
  }

  /**
   * @param {string | null} since
   * @returns {Promise<{ index: Index }>}
   */
  ask(since) {
    return this.server.ask("people/index", since ? { since } : {});
  }

  /** @param {Index} index */
  async apply(index) {
    const people = this.people;
    if (!people) return;
    if (index.whole) people.clear();
    for (const id of index.gone) people.delete(id);
    for (const entry of index.people) people.set(entry.id, entry);
    this.learn(index.variants);
    this.cursor = index.cursor;
    const variants = [...this.simplified].flat().join("");
    if (index.whole || index.people.length > 0 || index.gone.length > 0) {
      await this.vault.keep(PEOPLE, { cursor: this.cursor, people: [...people.values()], variants });
    }
    this.changed();
  }

  /** @param {string} variants pairs of characters */
  learn(variants) {
    const signs = [...variants];
    for (let at = 0; at + 1 < signs.length; at += 2) this.simplified.set(signs[at] ?? "", signs[at + 1] ?? "");
  }

  /**
   * @param {string} text
   * @returns {Entry[] | null} null while it is locked
   */
  find(text) {
    if (!this.people) return null;
    this.used();
    const groups = queryKeys(text, this.simplified);
    if (groups.length === 0) return [];
    const found = [];
    for (const entry of this.people.values()) {
      if (matches(groups, entry.keys)) found.push(entry);
      if (found.length === MOST) break;
    }
    return found;
  }

  /** @param {string} id */
  of(id) {
    return this.people?.get(id) ?? null;
  }

  /** @param {string} typed a short code */
  byShort(typed) {
    const code = [...typed.normalize("NFKC").toUpperCase().replace(/[\p{C}\p{P}\p{Z}]/gu, "")].map((sign) => CONFUSED[sign] ?? sign).join("");
    for (const entry of this.people?.values() ?? []) if (entry.short && entry.short === code) return entry;
    return null;
  }

  used() {
    clearTimeout(this.locking);
    if (this.people) this.locking = setTimeout(() => this.lock(), UNUSED);
  }

  seen() {
    clearTimeout(this.hiding);
    if (document.hidden && this.people) this.hiding = setTimeout(() => this.lock(), HIDDEN);
  }
}
