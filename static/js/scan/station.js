// @ts-check
/**
 * A device at its checkpoint: turns what was scanned, typed or found into scans, and keeps the last of them.
 *
 * @typedef {{ code: string } | { short_code: string } | { registration: string }} Who
 * @typedef {{ undo_id: string, sequence: number }} Undo
 * @typedef {{ scan: import("./queue.js").Scan, answer: import("./api.js").Answer | null, undone: boolean,
 *             undo?: Undo }} Line `undo`: under which id it was tried to take it back
 */
import { Refused } from "./api.js";
import { Queue } from "./queue.js";
import { nextSequence } from "./store.js";
import { uuid7 } from "./uuid7.js";

const REMEMBERED = 30;
/** The same code is not scanned again until it has been out of sight for this long. */
const OUT_OF_SIGHT = 3000;

export class Station {
  /**
   * @param {import("./api.js").Server} server
   * @param {import("./api.js").Device} device
   * @param {{ checkpoint: string, direction: "in" | "out" }} post where it stands
   * @param {{ answer: (answer: import("./api.js").Answer) => void, late: () => void, unsent: (error: unknown) => void,
   *           waiting: (number: number) => void, lost: (error: Refused) => void }} tell
   */
  constructor(server, device, post, tell) {
    this.server = server;
    this.device = device;
    this.post = post;
    this.tell = tell;
    /** @type {Line[]} */
    this.lines = [];
    this.offset = 0;
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
   */
  look(texts) {
    const now = performance.now();
    for (const text of texts) {
      const last = this.seen.get(text) ?? -Infinity;
      this.seen.set(text, now);
      if (now - last > OUT_OF_SIGHT) this.scan({ code: text });
    }
    for (const [text, last] of this.seen) if (now - last > OUT_OF_SIGHT) this.seen.delete(text);
  }

  /**
   * @param {Who} who
   * @param {boolean} [forced] a supervisor overrules the refusal
   */
  async scan(who, forced = false) {
    const scan = {
      scan_id: uuid7(),
      checkpoint: this.post.checkpoint,
      direction: this.post.direction,
      sequence: await nextSequence(this.device.next_sequence),
      scanned_at: new Date().toISOString(),
      clock_offset_ms: this.offset,
      ...(forced ? { forced } : {}),
      ...who,
    };
    /** @type {Line} */
    const line = { scan, answer: null, undone: false };
    this.lines = [line, ...this.lines].slice(0, REMEMBERED);
    try {
      line.answer = await this.queue.add(scan);
      this.tell.answer(line.answer);
    } catch (error) {
      this.tell.unsent(error);
    }
  }

  /**
   * An answer that came after its guest had gone.
   * @param {import("./queue.js").Scan} scan
   * @param {import("./api.js").Answer} answer
   */
  late(scan, answer) {
    const line = this.lines.find((kept) => kept.scan.scan_id === scan.scan_id);
    if (line) line.answer = answer;
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

  /** How far this clock is from the server's, by half the time that asking took. */
  async measureClock() {
    const asked = Date.now();
    const device = await this.server.device();
    const middle = (asked + Date.now()) / 2;
    this.device = device;
    this.offset = Math.round(new Date(device.now).getTime() - middle);
  }
}
