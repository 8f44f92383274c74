// @ts-check
/**
 * Scans on their way to the server. Each is written down before it is sent and dropped when it is answered; one that
 * cannot be sent is tried again under the same id, which the server counts once.
 *
 * @typedef {{ scan_id: string, checkpoint: string, direction: "in" | "out", sequence: number, scanned_at: string,
 *             clock_offset_ms: number, code?: string, short_code?: string, registration?: string,
 *             forced?: boolean }} Scan
 * @typedef {Scan & { device: string }} Waiting
 * @typedef {import("./api.js").Answer} Answer
 */
import { Refused } from "./api.js";
import { dropScan, keepScan, waitingScans } from "./store.js";

const BATCH = 50;
const PAUSES = [1000, 2000, 5000, 10000, 30000];

export class Queue {
  /**
   * @param {import("./api.js").Server} server
   * @param {string} device whose scans these are; those of another device are left alone
   * @param {{ answered: (scan: Waiting, answer: Answer) => void, waiting: (number: number) => void,
   *           lost: (error: Refused) => void }} tell
   */
  constructor(server, device, tell) {
    this.server = server;
    this.device = device;
    this.tell = tell;
    this.failures = 0;
    this.sending = false;
    /** @type {number | undefined} */
    this.timer = undefined;
    addEventListener("online", () => this.flush());
  }

  /**
   * Write a scan down and send it.
   * @param {Scan} scan
   * @returns {Promise<Answer>} rejects when it could not be sent now; it is sent later all the same
   */
  async add(scan) {
    const waiting = { ...scan, device: this.device };
    await keepScan(waiting);
    try {
      const { results } = await this.server.send([scan]);
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

  /** @returns {Promise<Waiting[]>} */
  async mine() {
    const all = await waitingScans();
    return all.filter((scan) => scan.device === this.device).sort((a, b) => a.sequence - b.sequence);
  }

  async count() {
    this.tell.waiting((await this.mine()).length);
  }

  /** Send what waits, oldest first. */
  async flush() {
    if (this.sending) return;
    this.sending = true;
    try {
      for (let batch = (await this.mine()).slice(0, BATCH); batch.length > 0; batch = (await this.mine()).slice(0, BATCH)) {
        const { results } = await this.server.send(batch.map(({ device: _, ...scan }) => scan));
        for (const [index, scan] of batch.entries()) {
          this.tell.answered(scan, await this.settle(scan, results[index]));
        }
      }
    } catch (error) {
      this.failed(error);
    } finally {
      this.sending = false;
      await this.count();
    }
  }
}
