// @ts-check
/**
 * Scans on their way to the server. Each is written down before it is sent and dropped when it is answered; one that
 * cannot be sent is tried again under the same id, which the server counts once.
 *
 * @typedef {{ scan_id: string, checkpoint: string, direction: "in" | "out", sequence: number, scanned_at: string,
 *             clock_offset_ms: number, code?: string, short_code?: string, registration?: string,
 *             device_verdict?: string, forced?: boolean }} Scan
 * @typedef {Scan & { token: string, note: import("./roster.js").Note | null }} Waiting the token is that of the device that scanned: this browser may be another
 *   by the time it is sent, and the old one out of service
 * @typedef {import("./api.js").Answer} Answer
 */
import { Refused, Server } from "./api.js";
import { dropScan, howManyWait, waitingScans, writeDown } from "./store.js";

const BATCH = 50;
const PAUSES = [1000, 2000, 5000, 10000, 30000];

export class Queue {
  /**
   * @param {import("./api.js").Server} server
   * @param {{ answered: (scan: Waiting, answer: Answer) => void, waiting: (number: number) => void,
   *           lost: (error: Refused) => void }} tell
   */
  constructor(server, tell) {
    this.server = server;
    this.tell = tell;
    this.failures = 0;
    /** @type {Promise<void> | undefined} */
    this.sending = undefined;
    /** @type {number | undefined} */
    this.timer = undefined;
    addEventListener("online", () => this.flush());
  }

  /**
   * Write a scan down: from now on it is not lost.
   * @param {Omit<Scan, "sequence">} scan
   * @param {import("./roster.js").Note | null} note what it changed on this phone's roster
   * @param {number} atLeast the sequence numbers below are taken
   * @returns {Promise<Waiting>}
   */
  add(scan, note, atLeast) {
    return writeDown({ ...scan, token: this.server.token, note }, atLeast);
  }

  /**
   * Send one that was just written down.
   * @param {Waiting} waiting
   * @returns {Promise<Answer>} rejects when it could not be sent now; it is sent later all the same
   */
  async deliver(waiting) {
    try {
      const { results } = await this.server.send([sendable(waiting)]);
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
    this.tell.waiting(await howManyWait());
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
function sendable({ token: _token, note: _note, ...scan }) {
  return scan;
}

/**
 * @param {string} token
 * @returns {Promise<Waiting[]>}
 */
async function oldest(token) {
  const mine = (await waitingScans()).filter((scan) => scan.token === token);
  return mine.sort((a, b) => a.sequence - b.sequence).slice(0, BATCH);
}
