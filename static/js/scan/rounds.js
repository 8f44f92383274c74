// @ts-check
/**
 * The rounds of headcounts that this phone knows: begun here, or heard of. What was begun or closed without a network is
 * told when it is back.
 *
 * @typedef {{ registration: string, why: string }} Absence
 * @typedef {{ id: string, checkpoint: string, title: string, started_at: string, closed_at: string | null, joined: string,
 *             absences: Absence[] }} Round
 * @typedef {Round & { told: boolean }} Kept
 */
import { fact, keepFact } from "./store.js";

const ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";

export class Rounds {
  /** @param {import("./station.js").Station} station */
  constructor(station) {
    this.station = station;
    /** @type {Map<string, Kept>} */
    this.known = new Map();
    /** @type {Map<string, import("./config.js").Bilingual>} names of who is expected, where this phone may know them */
    this.names = new Map();
  }

  get fact() {
    return `rounds ${this.station.device.id}`;
  }

  async load() {
    for (const round of (await fact(this.fact)) ?? []) if (!this.known.has(round.id)) this.known.set(round.id, round);
  }

  /** @param {string} checkpoint @returns {Kept[]} those that go on there, the last begun first */
  open(checkpoint) {
    const mine = [...this.known.values()].filter((one) => one.checkpoint === checkpoint && !one.closed_at && !one.joined);
    return mine.sort((a, b) => b.started_at.localeCompare(a.started_at));
  }

  /** @param {string} id @returns {Kept | undefined} the round that counts, of which another may be a part */
  whole(id) {
    const found = this.known.get(id);
    return found?.joined ? this.known.get(found.joined) : found;
  }

  /** @param {string} title @returns {Promise<Kept>} */
  async begin(title) {
    const started_at = new Date(Date.now() + this.station.offset).toISOString();
    const { checkpoint } = this.station.post;
    const round = { id: newId(), checkpoint, title, started_at, closed_at: null, joined: "", absences: [], told: false };
    this.known.set(round.id, round);
    await this.keep();
    return round;
  }

  /**
   * @param {Kept} round
   * @param {Absence[]} absences
   */
  async close(round, absences) {
    Object.assign(round, { closed_at: new Date(Date.now() + this.station.offset).toISOString(), absences, told: false });
    await this.keep();
  }

  keep() {
    return keepFact(this.fact, [...this.known.values()]);
  }

  /** Tell what is untold; rejects where there is no network. */
  async tell() {
    const untold = [...this.known.values()].filter((one) => !one.told);
    if (untold.length === 0) return;
    const rounds = untold.map(({ told: _told, joined: _joined, ...round }) => round);
    const answer = await this.station.server.ask("rounds", { rounds });
    for (const round of untold) round.told = true;
    this.hear(answer.rounds);
    await this.keep();
  }

  /** Ask how the rounds at a checkpoint stand. @param {string} checkpoint */
  async ask(checkpoint) {
    const answer = await this.station.server.ask(`checkpoints/${checkpoint}/rounds`);
    this.hear(answer.rounds);
    for (const { registration, name } of answer.names) this.names.set(registration, name);
    await this.keep();
  }

  /** @param {Round[]} rounds */
  hear(rounds) {
    for (const round of rounds) if (this.known.get(round.id)?.told !== false) this.known.set(round.id, { ...round, told: true });
  }

  /**
   * Who is there, in a round and those that are part of it.
   * @param {Kept} round
   * @returns {Set<string>}
   */
  there(round) {
    const windows = new Set([round.id, ...[...this.known.values()].filter((one) => one.joined === round.id).map((one) => one.id)]);
    const places = [...this.station.local.roster.places.values()].filter((place) => place.checkpoint === round.checkpoint);
    return new Set(places.filter((place) => place.came.some((one) => windows.has(one.window))).map((place) => place.registration));
  }

  /** Who is expected at a checkpoint. @param {import("./api.js").Checkpoint} checkpoint @returns {string[]} */
  expected(checkpoint) {
    const { roster } = this.station.local;
    const accepted = [...roster.people.values()].filter((person) => person.state === "accepted");
    const fits = (/** @type {import("./roster.js").Person} */ person) => {
      if (checkpoint.admits === "roster") return roster.lists.get(checkpoint.id)?.has(person.id) ?? false;
      return checkpoint.admits !== "categories" || checkpoint.categories.includes(roster.category(person.category)?.kind ?? "");
    };
    return accepted.filter(fits).map((person) => person.id);
  }
}

/** 80 random bits, as ids are written everywhere. */
function newId() {
  return [...crypto.getRandomValues(new Uint8Array(16))].map((byte) => ALPHABET[byte % 32]).join("");
}
