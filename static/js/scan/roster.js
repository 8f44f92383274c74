// @ts-check
/**
 * The roster that this phone holds: who is expected, how each stands, and who came. It is read from the browser's store
 * once, kept in memory, and follows the server by what changed since.
 *
 * @typedef {import("./config.js").Bilingual} Bilingual
 * @typedef {{ id: string, state: string, generation: number, category: string, name: string }} Person
 * @typedef {{ window: string, since: string, device: string, inside: boolean, count: number, item?: string }} Came
 * @typedef {{ checkpoint: string, registration: string, came: Came[] }} Place
 * @typedef {{ checkpoint: string, registration: string, came: Came }} Note what this phone decided itself
 * @typedef {{ id: string, kind: string, title: Bilingual, hue: number }} Category
 * @typedef {{ cursor: string, whole: boolean, categories: Category[], devices: { id: string, name: string }[],
 *             people: Person[], gone: string[], lists: { checkpoint: string, registrations: string[] }[], places: Place[] }} Changes
 * @typedef {{ cursor: string, categories: Category[], devices: { id: string, name: string }[],
 *             lists: Record<string, string[]> }} Head
 */
import { keepRoster, storedRoster } from "./store.js";

export class Roster {
  constructor() {
    /** @type {Head | null} */
    this.head = null;
    /** @type {Map<string, Person>} */
    this.people = new Map();
    /** @type {Map<string, Place>} */
    this.places = new Map();
    /** @type {Map<string, Set<string>>} who is on a checkpoint's own list */
    this.lists = new Map();
    /** @type {Map<string, Person>} walk-ins that this phone let in, until the server tells of them */
    this.pending = new Map();
    /** @type {Map<string, Note>} by scan, until the server has it */
    this.notes = new Map();
  }

  /** @returns {Promise<Roster>} as this phone left it */
  static async load() {
    const roster = new Roster();
    const { head, people, places } = await storedRoster();
    roster.head = head;
    for (const person of people) roster.people.set(person.id, person);
    if (!head) return new Roster();
    for (const place of places) roster.places.set(nameOf(place), place);
    for (const [checkpoint, on] of Object.entries(head.lists)) roster.lists.set(checkpoint, new Set(on));
    return roster;
  }

  /** When the server was last asked, or null where it never was. */
  get asOf() {
    return this.head && new Date(this.head.cursor);
  }

  /** @param {Changes} changes */
  async apply(changes) {
    if (changes.whole) {
      this.people.clear();
      this.places.clear();
      this.lists.clear();
    }
    const lists = changes.whole ? {} : { ...this.head?.lists };
    for (const { checkpoint, registrations } of changes.lists) {
      lists[checkpoint] = registrations;
      this.lists.set(checkpoint, new Set(registrations));
    }
    const { cursor, categories, devices } = changes;
    this.head = { cursor, categories, devices, lists };
    for (const id of changes.gone) this.people.delete(id);
    for (const person of changes.people) this.people.set(person.id, person);
    for (const place of changes.places) this.places.set(nameOf(place), place);
    for (const [scanId, note] of this.notes) this.note(scanId, note);
    await keepRoster(this.head, changes);
  }

  /** @param {string} id */
  person(id) {
    return this.people.get(id) ?? this.pending.get(id);
  }

  /** @param {Person} person whom the server does not know yet */
  expect(person) {
    this.pending.set(person.id, person);
  }

  /**
   * Attendance of a person at a checkpoint.
   * @param {string} checkpoint
   * @param {string} registration
   * @returns {Came[]}
   */
  came(checkpoint, registration) {
    return this.places.get(nameOf({ checkpoint, registration }))?.came ?? [];
  }

  /**
   * Who this phone let in or out, until the server says how it stands.
   * @param {string} scanId
   * @param {Note} note
   */
  note(scanId, note) {
    this.notes.set(scanId, note);
    const { checkpoint, registration, came } = note;
    const others = this.came(checkpoint, registration).filter((one) => one.window !== came.window);
    this.places.set(nameOf(note), { checkpoint, registration, came: [...others, came] });
  }

  /** @param {string} scanId whose place the server tells from now on */
  settle(scanId) {
    this.notes.delete(scanId);
  }

  /** @param {string} id */
  category(id) {
    return this.head?.categories.find((category) => category.id === id);
  }

  /** @param {string} id */
  deviceName(id) {
    return this.head?.devices.find((device) => device.id === id)?.name ?? "";
  }

  /**
   * The checkpoints whose own list has a person.
   * @param {string} registration
   * @returns {string[]}
   */
  listsOf(registration) {
    return [...this.lists].flatMap(([checkpoint, on]) => (on.has(registration) ? [checkpoint] : []));
  }
}

/** @param {{ checkpoint: string, registration: string }} place */
export const nameOf = ({ checkpoint, registration }) => `${checkpoint}/${registration}`;
