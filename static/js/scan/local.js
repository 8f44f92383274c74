// @ts-check
/**
 * The verdict that this phone comes to by itself, from the code, the event's public keys and the roster it holds.
 *
 * @typedef {import("./rules.js").Situation} Situation
 * @typedef {import("./rules.js").Decision} Decision
 * @typedef {Pick<import("./names.js").Entry, "id" | "name" | "generation">} Picked
 * @typedef {{ checkpoint: string, direction: "in" | "out", round?: string, item?: string }} Post `round`: the headcount that is
 *           going on; `item`: the label of what is handed out or taken back
 * @typedef {{ answer: import("./api.js").Answer, note: import("./roster.js").Note | null }} Judgement what to show, and
 *           whose attendance it changed
 */
import { codePart, parse } from "./codec.js";
import { decide, isComing } from "./rules.js";
import { openName } from "./sealed.js";

export class Local {
  /**
   * @param {import("./api.js").Device} device
   * @param {import("./roster.js").Roster} roster
   * @param {ReturnType<typeof import("./signature.js").makeVerifier>} verify
   */
  constructor(device, roster, verify) {
    this.device = device;
    this.roster = roster;
    this.verify = verify;
    /** @type {Map<string, import("./config.js").Bilingual>} of people whom this page was told of by name, in memory alone */
    this.names = new Map();
  }

  /** Do beforehand what the first guest would wait for: fetch, compile and import what checks signatures. */
  async warmUp() {
    const claims = { event: 0, key: 0, registration: "", generation: 0, category: 0, kind: "" };
    const nothing = { claims, message: new Uint8Array(), signature: new Uint8Array(64) };
    await Promise.all(this.device.keys.map((key) => this.verify(nothing, key).catch(() => {})));
  }

  /**
   * @param {string} text what was scanned
   * @param {Post} post
   * @param {Date} at by the server's clock
   * @returns {Promise<Judgement | null>} null where only the server can tell
   */
  async judge(text, post, at) {
    const gate = this.device.checkpoints.find((checkpoint) => checkpoint.id === post.checkpoint);
    if (!gate) return null;
    const parsed = parse(text);
    const code = typeof parsed === "string" ? null : parsed;
    const person = code && this.roster.person(code.claims.registration);
    const read = await this.read(code);
    if (!read) return null;
    const situation = this.situation(gate, post, at, read, code?.claims.registration ?? "", person ?? null);
    const decision = decide(situation);
    const answer = await this.answer(decision, situation, code && person ? { person, code: codePart(text) } : null);
    const admitted = code && decision.verdict === "admitted";
    return { answer, note: admitted ? this.note(code.claims.registration, decision.window, situation, post.item) : null };
  }

  /**
   * Who had what is taken back by its label: nobody's name is needed for that.
   * @param {string} registration
   * @param {Post} post
   * @returns {Picked | null}
   */
  holder(registration, post) {
    if (!post.item || post.direction !== "out") return null;
    const name = this.names.get(registration) ?? { zh: "", en: "" };
    return { id: registration, name, generation: 0 };
  }

  /**
   * Somebody who was found by name, or by a typed code, among the names that this phone has unlocked.
   * @param {Picked} found
   * @param {boolean} typed the code beside the QR
   * @param {Post} post
   * @param {Date} at by the server's clock
   * @returns {Promise<Judgement | null>} null where only the server can tell
   */
  async pick(found, typed, post, at) {
    const gate = this.device.checkpoints.find((checkpoint) => checkpoint.id === post.checkpoint);
    const person = this.roster.person(found.id);
    if (!gate || !person) return null;
    const category = this.roster.category(person.category)?.kind ?? "";
    const code = typed ? { readable: true, signature: /** @type {const} */ ("valid"), event: this.device.event.number, generation: found.generation, category } : null;
    const situation = this.situation(gate, post, at, code, found.id, person);
    const decision = decide(situation);
    const answer = await this.answer(decision, situation, { person, code: "", name: found.name });
    return { answer, note: decision.verdict === "admitted" ? this.note(found.id, decision.window, situation, post.item) : null };
  }

  /**
   * @param {import("./codec.js").ParsedCode | null} parsed
   * @returns {Promise<import("./rules.js").Code | null>} null where this phone can check no signature: the key may be
   *          newer than what it knows
   */
  async read(parsed) {
    if (!parsed) return { readable: false, signature: "invalid", event: 0, generation: 0, category: "" };
    const { claims } = parsed;
    const facts = { readable: true, event: claims.event, generation: claims.generation, category: claims.kind };
    if (claims.event !== this.device.event.number) return { ...facts, signature: "unknown_key" };
    const key = this.device.keys.find((one) => one.number === claims.key);
    if (!key) return null;
    const signature = await this.verify(parsed, key).catch(() => null);
    return signature && { ...facts, signature };
  }

  /**
   * @param {import("./api.js").Checkpoint} gate
   * @param {Post} post
   * @param {Date} at
   * @param {import("./rules.js").Code | null} code null where the person was found by name
   * @param {string} registration of whom the code says it is
   * @param {import("./roster.js").Person | null} person
   * @returns {Situation}
   */
  situation(gate, post, at, code, registration, person) {
    const { id, event, expires_at } = this.device;
    const came = registration ? this.roster.came(gate.id, registration) : [];
    const lists = person ? this.roster.listsOf(person.id) : [];
    const elsewhere = this.device.checkpoints.find((other) => other.kind === gate.kind && lists.includes(other.id));
    return {
      gate: { ...gate, event: event.number, zone: event.zone },
      scanner: { id, event: event.number, checkpoints: null, expires_at, revoked_at: null },
      at: at.toISOString(),
      code,
      person: person && {
        event: event.number,
        state: person.state,
        generation: person.generation,
        category: this.roster.category(person.category)?.kind ?? "",
        on_roster: lists.includes(gate.id),
        elsewhere: elsewhere?.id ?? "",
      },
      direction: post.direction,
      round: post.round ?? "",
      previous: Object.fromEntries(came.map((one) => [one.window, { ...one, checkpoint: gate.id }])),
      device_verdict: "",
      authoritative: false,
      forced: false,
    };
  }

  /**
   * Attendance after an admission.
   * @param {string} registration
   * @param {string} window
   * @param {Situation} situation
   * @param {string} [item] the label of what was handed out
   * @returns {import("./roster.js").Note}
   */
  note(registration, window, { gate, direction, at, previous, round }, item = "") {
    const before = previous[window];
    const inside = Boolean(round) || isComing(gate.rule, direction);
    const since = gate.rule === "count" && before ? before.since : at;
    const came = { window, since, device: this.device.id, inside, count: (before?.count ?? 0) + Number(inside), item };
    return { checkpoint: gate.id, registration, came };
  }

  /**
   * The decision in the form in which the server answers.
   * @param {Decision} decision
   * @param {Situation} situation
   * @param {{ person: import("./roster.js").Person, code: string, name?: import("./config.js").Bilingual } | null} known
   * @returns {Promise<import("./api.js").Answer>}
   */
  async answer(decision, { gate, direction, at }, known) {
    const name = known && decision.reason !== "replaced" && (known.name ?? (await openName(known.code, known.person.name)) ?? this.names.get(known.person.id));
    const category = known && this.roster.category(known.person.category);
    const title = (/** @type {string} */ id) => this.device.checkpoints.find((one) => one.id === id)?.title ?? null;
    const { first } = decision;
    return {
      scan_id: "",
      verdict: decision.verdict,
      reason: decision.reason,
      at,
      checkpoint: gate.id,
      direction,
      person: name && category ? { id: known.person.id, name, category: category.title, kind: category.kind, hue: category.hue } : null,
      other: title(decision.other),
      forcible: false,
      flags: decision.flags,
      first: first && { at: first.since, checkpoint: title(gate.id) ?? { zh: "", en: "" }, device: this.roster.deviceName(first.device) },
      error: null,
    };
  }
}
