// @ts-check
/**
 * Verdicts for practice: as at the door, upon the roster that this phone holds, and known to nobody else.
 *
 * @typedef {import("./station.js").Who} Who
 * @typedef {import("./local.js").Judgement} Judgement
 */
import { codePart } from "./codec.js";
import { Local } from "./local.js";
import { practiceGuest } from "./practice.js";
import { Roster } from "./roster.js";
import { decide } from "./rules.js";
import { uuid7 } from "./uuid7.js";

/** The roster as it is, but whoever came at the real door has not come to this rehearsal, nor the other way round. */
export class Overlay extends Roster {
  /** @param {Roster} roster */
  constructor(roster) {
    super();
    Object.assign(this, { head: roster.head, people: roster.people, pending: roster.pending, lists: roster.lists });
  }
}

export class Rehearsal {
  /**
   * @param {Pick<import("./local.js").Local, "device" | "roster" | "verify">} local
   * @param {import("./names.js").Names | null} directory
   * @param {(text: string) => string} say the text of that name, in the reader's language
   */
  constructor({ device, roster, verify }, directory, say) {
    const checkpoints = device.checkpoints.map((one) => ({ ...one, opens_at: null, closes_at: null }));
    this.overlay = new Overlay(roster);
    this.directory = directory;
    this.say = say;
    this.local = new Local({ ...device, checkpoints }, this.overlay, verify);
  }

  /**
   * As at the door while it is open.
   * @param {Who} who
   * @param {import("./local.js").Post} post
   * @param {Date} at by the server's clock
   * @returns {Promise<import("./api.js").Answer | null>} null where only the server could tell
   */
  async judge(who, post, at) {
    const judged = await this.judged(who, post, at);
    if (judged?.note) this.overlay.note(uuid7(), judged.note);
    return judged && judged.answer;
  }

  /**
   * @param {Who} who
   * @param {import("./local.js").Post} post
   * @param {Date} at
   * @returns {Promise<Judgement | null>}
   */
  async judged(who, post, at) {
    if ("code" in who) {
      const practice = practiceGuest(codePart(who.code));
      return practice ? this.practise(practice, post, at) : this.local.judge(who.code, post, at);
    }
    const found = "registration" in who ? this.directory?.of(who.registration) : this.directory?.byShort(who.short_code);
    return found ? this.local.pick(found, "short_code" in who, post, at) : null;
  }

  /** @param {string} text */
  named(text) {
    return { zh: this.say(text), en: this.say(text) };
  }

  /**
   * @param {{ kind: string, guest: import("./practice.js").Guest }} practice
   * @param {import("./local.js").Post} post
   * @param {Date} at
   * @returns {Promise<Judgement | null>}
   */
  async practise({ kind, guest }, post, at) {
    const gate = this.local.device.checkpoints.find((one) => one.id === post.checkpoint);
    if (!gate) return null;
    const { number } = this.local.device.event;
    const person = { id: `PRACTICE-${kind}`, state: guest.state, generation: guest.generation, category: "", name: "" };
    const stands = this.local.situation(gate, post, at, guest.code(number), person.id, person);
    const category = gate.categories[0] ?? "participant";
    const situation = { ...stands, code: { ...guest.code(number), category }, person: stands.person && { ...stands.person, category, on_roster: true, elsewhere: "" } };
    const decision = decide(situation);
    const answer = await this.local.answer(decision, situation, null);
    const named = decision.reason === null ? { id: person.id, name: this.named(guest.name), category: { zh: "", en: "" }, kind: category, hue: 0 } : null;
    const admitted = decision.verdict === "admitted";
    return { answer: { ...answer, person: named }, note: admitted ? this.local.note(person.id, decision.window, situation) : null };
  }
}
