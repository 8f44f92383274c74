// @ts-check
/**
 * People whom this phone registered without a network, on their way to the server. Who they are is sealed to the event's
 * key before it is written down: this phone itself can read it no more. Only the id on their badge stays in clear.
 *
 * @typedef {{ han: string, family: string, given: string, organisation: string, country: string, phone: string,
 *             email: string, consents: string[], notice: string }} Guest
 * @typedef {{ made_at: string, guest: Guest, category: string, code: string, short_code: string, beyond: string,
 *             someone_else: boolean }} Arrival
 * @typedef {{ walk_in_id: string, token: string, sealed: string, registration: string, category: string,
 *             failed: string }} Kept `failed`: why the server cannot take it, '' while it may
 * @typedef {{ walk_in_id: string, person: import("./api.js").Guest | null, state: string, trouble: string, code: string,
 *             short_code: string, qr: { path: string, size: number } | null,
 *             error: { code: string, message: string, alike: import("./api.js").Guest[] } | null }} Taken
 */
import { Refused, Server } from "./api.js";
import { seal } from "./seal.js";
import { dropArrival, keepArrival, keptArrivals } from "./store.js";

const PURPOSE = "walk-in";

export class Arrivals {
  /**
   * @param {Server} server
   * @param {import("./roster.js").Roster} roster whom they are on until the server tells of them
   * @param {{ waiting: (kept: Kept[]) => void, taken: (taken: Taken) => void }} tell
   */
  constructor(server, roster, tell) {
    this.server = server;
    this.roster = roster;
    this.tell = tell;
    /** @type {Promise<void> | undefined} */
    this.sending = undefined;
  }

  /** Take up what a page before this one left. */
  async resume() {
    const kept = await keptArrivals();
    for (const one of kept) this.roster.expect(pending(one));
    this.tell.waiting(kept);
  }

  /**
   * The server's answer to somebody who stands here.
   * @param {string} walkInId
   * @param {Arrival} arrival
   * @returns {Promise<Taken>} rejects where the server cannot be reached
   */
  async send(walkInId, arrival) {
    return this.ask(this.server, { walk_in_id: walkInId, arrival });
  }

  /**
   * Write somebody down who has been given a blank badge, and let them pass from now on.
   * @param {string} walkInId
   * @param {Arrival} arrival
   * @param {string} registration the id on the badge
   * @param {string} key of the event, to be sealed to
   */
  async keep(walkInId, arrival, registration, key) {
    const sealed = await seal(key, PURPOSE, walkInId, JSON.stringify(arrival));
    const kept = { walk_in_id: walkInId, token: this.server.token, sealed, registration, category: arrival.category, failed: "" };
    await keepArrival(kept);
    this.roster.expect(pending(kept));
    this.tell.waiting(await keptArrivals());
  }

  /** Send what waits, each in the name of the device that this browser was. */
  flush() {
    this.sending ??= this.sendAll().finally(() => (this.sending = undefined));
    return this.sending;
  }

  async sendAll() {
    const kept = await keptArrivals();
    for (const one of kept) {
      if (one.failed) continue;
      try {
        await this.deliver(one);
      } catch (error) {
        if (!(error instanceof Refused)) return;
      }
    }
    if (kept.length > 0) this.tell.waiting(await keptArrivals());
  }

  /** @param {Kept} kept */
  async deliver(kept) {
    const server = kept.token === this.server.token ? this.server : new Server(kept.token);
    const taken = await this.ask(server, { walk_in_id: kept.walk_in_id, sealed: kept.sealed, kept: true });
    if (taken.error) return keepArrival({ ...kept, failed: taken.error.code });
    await dropArrival(kept.walk_in_id);
    this.tell.taken(taken);
  }

  /**
   * @param {Server} server
   * @param {object} walkIn
   * @returns {Promise<Taken>}
   */
  async ask(server, walkIn) {
    const { results } = await server.ask("walk-ins", { walk_ins: [walkIn] });
    if (!results?.[0]) throw new TypeError("no answer to this walk-in");
    return results[0];
  }
}

/**
 * As the roster will tell of them.
 * @param {Kept} kept
 * @returns {import("./roster.js").Person}
 */
const pending = ({ registration, category }) => ({ id: registration, state: "accepted", generation: 0, category, name: "" });
