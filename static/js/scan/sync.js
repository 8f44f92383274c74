// @ts-check
/** Keeps the roster and what the device may do in step with the server, for as long as the page is open. */
import { Refused } from "./api.js";
import { keepFact } from "./store.js";

const EVERY = 5000;
/** A snapshot anew once in a while, against whatever a delta could have missed. */
const WHOLE_EVERY = 15 * 60 * 1000;

export class Sync {
  /**
   * @param {import("./api.js").Server} server
   * @param {import("./roster.js").Roster} roster
   * @param {{ device: (device: import("./api.js").Device, took: number) => void, done: () => void,
   *           messages: (messages: import("./messages.js").Message[]) => void,
   *           lost: (error: Refused) => void }} tell
   */
  constructor(server, roster, tell) {
    this.server = server;
    this.roster = roster;
    this.tell = tell;
    this.wholeAt = -Infinity;
    this.asking = false;
  }

  start() {
    const ask = () => this.ask();
    setInterval(ask, EVERY);
    addEventListener("online", ask);
    ask();
  }

  async ask() {
    if (this.asking || document.hidden) return;
    this.asking = true;
    try {
      await this.update();
    } catch (error) {
      if (error instanceof Refused && error.final) this.tell.lost(error);
    } finally {
      this.asking = false;
      this.tell.done();
    }
  }

  async update() {
    const began = performance.now();
    const whole = !this.roster.head || began - this.wholeAt > WHOLE_EVERY;
    const { device, roster, messages } = await this.server.roster(whole ? null : (this.roster.head?.cursor ?? null));
    if (whole) this.wholeAt = began;
    await this.roster.apply(roster);
    await keepFact("device", device);
    this.tell.messages(messages);
    this.tell.device(device, performance.now() - began);
  }
}
