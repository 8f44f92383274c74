// @ts-check
/**
 * Scans on their way to the server. Each is written down before it is sent and dropped when it is answered; one that
 * cannot be sent is tried again under the same id, which the server counts once. Who was scanned is sealed while it
 * waits: this phone cannot read it again, and a badge's code would open that person's name on the roster.
 *
 * @typedef {{ scan_id: string, checkpoint: string, direction: "in" | "out", sequence: number, scanned_at: string,
 *             clock_offset_ms: number, code?: string, short_code?: string, registration?: string, sealed?: string,
 *             device_verdict?: string, forced?: boolean }} Scan
 * @typedef {{ device: string, name: string, event: string, file_key: string, sealing_key: string }} From
 * @typedef {Scan & { token: string, note: import("./roster.js").Note | null, from?: From }} Waiting the token is that of the device that scanned,
 *   and `from` what it was: this browser may be another by the time it is sent, and the old one out of service
 * @typedef {import("./api.js").Answer} Answer
 */
import { Refused, Server } from "./api.js";
import { canSeal, seal } from "./seal.js";
import { dropScan, howManyWait, waitingScans, writeDown } from "./store.js";

const BATCH = 50;
const PAUSES = [1000, 2000, 5000, 10000, 30000];

export class Queue {
  /**
   * @param {import("./api.js").Server} server
   * @param {{ answered: (scan: Waiting, answer: Answer) => void, waiting: (number: number, stuck: number) => void,
   *           lost: (error: Refused) => void }} tell `stuck`: how many of those that wait the server takes no more
   */
  constructor(server, tell) {
    this.server = server;
    this.tell = tell;
    this.failures = 0;
    /** @type {Set<string>} that the server knows no more: what waits under them is for a file */
    this.dead = new Set();
    /** @type {Promise<void> | undefined} */
    this.sending = undefined;
    /** @type {ReturnType<typeof setTimeout> | undefined} */
    this.timer = undefined;
    addEventListener("online", () => this.flush());
  }

  /**
   * Write a scan down: from now on it is not lost.
   * @param {Omit<Scan, "sequence">} scan
   * @param {import("./roster.js").Note | null} note what it changed on this phone's roster
   * @param {import("./api.js").Device} device
   * @returns {Promise<Waiting>}
   */
  add(scan, note, { id, name, event, file_key, sealing_key, next_sequence }) {
    const from = { device: id, name, event: event.id, file_key, sealing_key };
    return writeDown({ ...scan, token: this.server.token, note, from }, next_sequence);
  }

  /**
   * Send one that was just written down.
   * @param {Waiting} waiting
   * @param {import("./station.js").Who} who in clear, as long as this page has it: the server is quicker with it
   * @returns {Promise<Answer>} rejects when it could not be sent now; it is sent later all the same
   */
  async deliver(waiting, who) {
    try {
      const { sealed: _sealed, ...scan } = sendable(waiting);
      const { results } = await this.server.send([{ ...scan, ...who }]);
      return await this.settle(waiting, results[0]);
    } catch (error) {
      this.failed(error);
      throw error;
    }
  }

  /**
   * @param {Waiting} scan
   * @param {Answer | undefined} answer
   * @returns {Promise<Answer>}
   */
  async settle(scan, answer) {
    if (!answer) throw new TypeError("no answer to this scan");
    if (answer.error?.code === "too_many_guesses") throw new Refused(429, answer.error.code);
    await dropScan(scan.scan_id);
    this.failures = 0;
    return answer;
  }

  /** @param {unknown} error */
  failed(error) {
    if (error instanceof Refused && error.final) return this.tell.lost(error);
    this.count();
    this.failures += 1;
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.flush(), PAUSES[Math.min(this.failures, PAUSES.length) - 1]);
  }

  async count() {
    const stuck = this.dead.size ? (await waitingScans()).filter((scan) => this.dead.has(scan.token)).length : 0;
    this.tell.waiting(await howManyWait(), stuck);
  }

  /** Send what waits, of every device that this browser has been: each in its own name, oldest first. */
  flush() {
    this.sending ??= this.send().finally(() => {
      this.sending = undefined;
      return this.count();
    });
    return this.sending;
  }

  async send() {
    const tokens = new Set((await waitingScans()).map((scan) => scan.token));
    for (const token of tokens) {
      try {
        await this.sendOf(token);
      } catch (error) {
        if (error instanceof Refused && error.status === 401) this.dead.add(token);
        const forgotten = token !== this.server.token && error instanceof Refused && error.final;
        if (!forgotten) this.failed(error);
        if (!(error instanceof Refused)) return; // no network for the others either
      }
    }
  }

  /** @param {string} token */
  async sendOf(token) {
    const server = token === this.server.token ? this.server : new Server(token);
    for (let batch = await oldest(token); batch.length > 0; batch = await oldest(token)) {
      const { results } = await server.send(batch.map(sendable));
      for (const [index, scan] of batch.entries()) {
        this.tell.answered(scan, await this.settle(scan, results[index]));
      }
    }
  }
}

/**
 * What the server is told of a scan.
 * @param {Waiting} waiting
 * @returns {Scan}
 */
function sendable({ token: _token, note: _note, from: _from, ...scan }) {
  return scan;
}

/**
 * Who was scanned, as it may stand on this phone's disk. Somebody who was found by name is but an id of the roster's.
 * @param {import("./station.js").Who} who
 * @param {string} scanId beside which alone the box opens
 * @param {string} recipient the event's key
 * @returns {Promise<import("./station.js").Who | { sealed: string }>} in clear where this browser has no cryptography
 */
export async function boxed(who, scanId, recipient) {
  if ("registration" in who || !recipient || !canSeal()) return who;
  return seal(recipient, "scan", scanId, JSON.stringify(who)).then((sealed) => ({ sealed }), () => who);
}

/**
 * @param {string} token
 * @returns {Promise<Waiting[]>}
 */
async function oldest(token) {
  const mine = (await waitingScans()).filter((scan) => scan.token === token);
  return mine.sort((a, b) => a.sequence - b.sequence).slice(0, BATCH);
}
