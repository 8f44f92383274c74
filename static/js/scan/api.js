// @ts-check
/**
 * The server, as a device speaks to it.
 *
 * @typedef {import("./config.js").Bilingual} Bilingual
 * @typedef {{ id: string, name: Bilingual, category: Bilingual, kind: string, hue: number }} Guest
 * @typedef {{ scan_id: string, verdict: string | null, reason: string | null, at: string | null, checkpoint: string,
 *             direction: string, person: Guest | null, other: Bilingual | null, forcible: boolean, flags?: string[],
 *             first: { at: string, checkpoint: Bilingual, device: string } | null,
 *             error: { code: string, message: string, retry_after: number | null } | null }} Answer
 * @typedef {{ id: string, kind: string, title: Bilingual, onward: Bilingual, rule: string, admits: string, categories: string[],
 *             opens_at: string | null, closes_at: string | null }} Checkpoint
 * @typedef {{ id: string, name: string, role: string, expires_at: string, next_sequence: number, now: string,
 *             event: { id: string, number: number, title: Bilingual, zone: string }, checkpoints: Checkpoint[],
 *             keys: import("./signature.js").Key[], sealing_key: string, file_key: string,
 *             pin: import("./pin.js").Pin | null }} Device
 * @typedef {{ people: number, inside: number, times: number, expected: number }} Counters
 * @typedef {{ person: Guest, organisation: Bilingual, state: string }} Found
 */

const PATIENCE = 8000;

/**
 * Whether staff hold it who may find people by name: neither a volunteer's phone nor a kiosk.
 * @param {Device} device
 */
export const picksByName = ({ role }) => role === "search" || role === "supervisor";

/** The server answered, and refused; `status` says how. */
export class Refused extends Error {
  /**
   * @param {number} status
   * @param {string} reason
   */
  constructor(status, reason) {
    super(reason);
    this.status = status;
    this.reason = reason;
  }

  /** Whether another try may succeed by itself. */
  get passing() {
    return this.status >= 500 || this.status === 429;
  }

  /** Whether this browser is no device any more. */
  get final() {
    return this.status === 401 || this.reason === "device_revoked";
  }
}

export class Server {
  /** @param {string} token */
  constructor(token) {
    this.token = token;
  }

  /**
   * @param {string} path
   * @param {unknown} [body] sent by POST where given
   * @returns {Promise<any>} what the server answered; `Refused`, or a `TypeError` when it cannot be reached
   */
  async ask(path, body) {
    const answer = await fetch(`/api/v1/${path}`, {
      method: body === undefined ? "GET" : "POST",
      headers: { Authorization: `Bearer ${this.token}`, ...(body === undefined ? {} : { "Content-Type": "application/json" }) },
      body: body === undefined ? null : JSON.stringify(body),
      credentials: "omit",
      cache: "no-store",
      signal: AbortSignal.timeout(PATIENCE),
    });
    const content = await answer.json().catch(() => ({}));
    if (!answer.ok) throw new Refused(answer.status, content?.error?.reason ?? "");
    return content;
  }

  /** @returns {Promise<Device>} */
  device() {
    return this.ask("device");
  }

  /**
   * @param {string | null} since the cursor of the roster that is held; null for all of it
   * @returns {Promise<{ device: Device, roster: import("./roster.js").Changes, messages: import("./messages.js").Message[] }>}
   */
  roster(since) {
    return this.ask(since ? `roster?since=${encodeURIComponent(since)}` : "roster");
  }

  /**
   * @param {import("./queue.js").Scan[]} scans
   * @returns {Promise<{ results: Answer[] }>} an answer for each, in their order
   */
  send(scans) {
    return this.ask("scans", { scans, sent_at: new Date().toISOString() });
  }

  /**
   * @param {string} checkpoint
   * @returns {Promise<{ counters: Counters }>}
   */
  counters(checkpoint) {
    return this.ask(`checkpoints/${checkpoint}/counters`);
  }

  /**
   * @param {string} text
   * @returns {Promise<{ people: Found[] }>}
   */
  people(text) {
    return this.ask(`people?q=${encodeURIComponent(text)}`);
  }

  /**
   * @param {import("./report.js").Report} report
   * @returns {Promise<{ messages: import("./messages.js").Message[] }>} what there is still to show
   */
  report(report) {
    return this.ask("report", report);
  }

  /** @param {{ undo_id: string, scan_id: string, sequence: number, reason: string }} undo */
  undo(undo) {
    return this.ask("undo", undo);
  }
}
