// @ts-check
/**
 * A device at its checkpoint: turns what was scanned, typed or found into scans, and keeps the last of them.
 *
 * @typedef {{ code: string } | { short_code: string } | { registration: string }} Who
 * @typedef {import("./api.js").Answer} Answer
 * @typedef {{ undo_id: string, sequence: number }} Undo
 * @typedef {{ scan: import("./queue.js").Scan, answer: Answer | null, known: boolean, undone: boolean, undo?: Undo }} Line
 *           `known` to the server; `undo`: under which id it was tried to take it back
 */
import { Refused } from "./api.js";
import { Local } from "./local.js";
import { Queue, boxed } from "./queue.js";
import { startPace, step } from "./pace.js";
import { nextSequence, waitingScans } from "./store.js";
import { uuid7 } from "./uuid7.js";

const REMEMBERED = 30;
/** The same code is not scanned again until it has been out of sight for this long. */
const OUT_OF_SIGHT = 3000;

export class Station {
  /**
   * @param {import("./api.js").Server} server
   * @param {Local} local decides what this phone can decide by itself
   * @param {import("./local.js").Post} post where it stands
   * @param {{ answer: (answer: Answer, scanId: string, again: boolean) => void, late: () => void, unsent: (error: unknown) => void, unkept: () => void,
   *           waiting: (number: number, stuck: number) => void, lost: (error: Refused) => void }} tell
   */
  constructor(server, local, post, tell) {
    this.server = server;
    this.local = local;
    this.post = post;
    this.tell = tell;
    /** @type {Line[]} */
    this.lines = [];
    this.offset = 0;
    /** @type {((who: Who) => void) | null} takes the next code for something else than a scan */
    this.intercept = null;
    /** @type {((who: Who) => Who | null) | null} who is meant by what is no badge: a label of equipment */
    this.meaning = null;
    /** @type {((who: Who) => Promise<void>) | null} judges without recording, while this phone rehearses */
    this.practise = null;
    /** @type {import("./names.js").Names | null} the names of this event, on phones of the desk */
    this.directory = null;
    /** Ends when all that was scanned so far is decided. */
    this.turn = Promise.resolve();
    /** @type {Map<string, number>} */
    this.seen = new Map();
    this.queue = new Queue(server, {
      answered: (scan, answer) => this.late(scan, answer),
      waiting: tell.waiting,
      lost: tell.lost,
    });
  }

  /**
   * Codes in the picture: one that stays in sight is one scan.
   * @param {string[]} texts
   * @param {number} [taken] when the picture was
   */
  look(texts, taken = performance.now()) {
    const now = performance.now();
    for (const text of texts) {
      const last = this.seen.get(text) ?? -Infinity;
      this.seen.set(text, now);
      if (now - last <= OUT_OF_SIGHT) continue;
      startPace(taken);
      step("read");
      this.scan({ code: text });
    }
    for (const [text, last] of this.seen) if (now - last > OUT_OF_SIGHT) this.seen.delete(text);
  }

  /** Take up what a page before this one left: who passed here and is still to be told to the server. */
  async resume() {
    for (const { scan_id, note } of await waitingScans()) if (note) this.local.roster.note(scan_id, note);
  }

  get device() {
    return this.local.device;
  }

  /** @param {import("./api.js").Device} device as the server knows it by now */
  set device(device) {
    this.local.device = device;
  }

  /**
   * Decide at once where this phone can, and let the server confirm; else wait for the server.
   * @param {Who} who
   * @param {boolean} [forced] a supervisor overrules the refusal
   */
  async scan(who, forced = false) {
    if (this.intercept) return this.intercept(who);
    const meant = this.meaning ? this.meaning(who) : who;
    if (!meant) return;
    who = meant;
    const post = { ...this.post };
    if (this.practise) return this.practise(who);
    const taken = this.turn.then(() => this.take(meant, forced, post));
    this.turn = taken.then(() => {}, () => {});
    const made = await taken.catch(() => null);
    if (!made) return this.tell.unkept();
    if (made.judged) this.tell.answer(made.judged.answer, made.line.scan.scan_id, false);
    await this.confirm(made.line, this.queue.deliver(made.written, who), made.judged !== null);
  }

  /**
   * Decide, and write it down before it is shown: a guest who was seen to be let in is in the books, whatever happens to
   * this phone. One after another, since each may change what is decided about the next.
   * @param {Who} who
   * @param {boolean} forced
   * @param {import("./local.js").Post} post where the phone stood then
   */
  async take(who, forced, post) {
    const made = new Date();
    const at = new Date(made.getTime() + this.offset);
    const scan_id = uuid7();
    const kept = boxed(who, scan_id, this.device.sealing_key);
    const judged = forced ? null : await this.judge(who, post, at);
    step("judged");
    const scan = {
      scan_id,
      checkpoint: post.checkpoint,
      direction: post.round ? /** @type {const} */ ("in") : post.direction,
      ...(post.round ? { round: post.round } : {}),
      ...(post.item ? { item: post.item } : {}),
      scanned_at: made.toISOString(),
      clock_offset_ms: this.offset,
      ...(judged?.answer.verdict ? { device_verdict: judged.answer.verdict } : {}),
      ...(forced ? { forced } : {}),
      ...(await kept),
    };
    const written = await this.queue.add(scan, judged?.note ?? null, this.device);
    step("written");
    /** @type {Line} */
    const line = { scan: { ...written, ...who }, answer: judged?.answer ?? null, known: false, undone: false };
    this.lines = [line, ...this.lines].slice(0, REMEMBERED);
    if (judged?.note) this.local.roster.note(scan.scan_id, judged.note);
    return { line, judged, written };
  }

  /**
   * @param {Who} who
   * @param {import("./local.js").Post} post
   * @param {Date} at
   * @returns {Promise<import("./local.js").Judgement | null>} null where only the server can tell
   */
  async judge(who, post, at) {
    if ("code" in who) return this.local.judge(who.code, post, at);
    const found = "registration" in who ? (this.directory?.of(who.registration) ?? this.local.holder(who.registration, post)) : this.directory?.byShort(who.short_code);
    return found ? this.local.pick(found, "short_code" in who, post, at) : null;
  }

  /**
   * @param {Line} line
   * @param {Promise<Answer>} sent
   * @param {boolean} shown whether the phone has shown a verdict of its own
   */
  async confirm(line, sent, shown) {
    try {
      const answer = await sent;
      const same = shown && answer.verdict === line.answer?.verdict && answer.reason === line.answer.reason;
      Object.assign(line, { answer, known: true });
      this.local.roster.settle(line.scan.scan_id);
      this.tell.answer(answer, line.scan.scan_id, same);
    } catch (error) {
      if (!shown) this.tell.unsent(error);
    }
  }

  /**
   * An answer that came after its guest had gone.
   * @param {import("./queue.js").Scan} scan
   * @param {Answer} answer
   */
  late(scan, answer) {
    const line = this.lines.find((kept) => kept.scan.scan_id === scan.scan_id);
    if (line) Object.assign(line, { answer, known: true });
    this.local.roster.settle(scan.scan_id);
    this.tell.late();
  }

  /** Admit all the same whom the last scan refused. */
  async force() {
    const refused = this.lines.find((line) => line.answer?.forcible);
    if (!refused?.answer?.person) return;
    await this.scan({ registration: refused.answer.person.id }, true);
  }

  /**
   * Take a scan of this device back; tried again, it is the same undo.
   * @param {Line} line
   * @param {string} reason
   */
  async undo(line, reason) {
    line.undo ??= { undo_id: uuid7(), sequence: await nextSequence(this.device.next_sequence) };
    await this.server.undo({ ...line.undo, scan_id: line.scan.scan_id, reason });
    line.undone = true;
  }

  /**
   * What the device may do by now, and how far this clock is from the server's, by half the time that asking took.
   * @param {import("./api.js").Device} device
   * @param {number} took milliseconds
   */
  learn(device, took) {
    this.device = device;
    this.offset = Math.round(new Date(device.now).getTime() - (Date.now() - took / 2));
  }
}
