// @ts-check
/**
 * The screen at the door: asks for the next code as the present one ends, and takes away what is no longer good. Without
 * the server it says so, and shows no code rather than an old one.
 *
 * @typedef {"live" | "lost" | "out"} State
 */

/** A code is good for its own slot and the one after; the second is for whoever scans late, not for this screen. */
const MARGIN = 3000;
const AGAIN = 2000;
const ASK_FOR = 8000;

/** @param {HTMLElement} root `data-src` is the address of the part that changes */
export default function mount(root) {
  const place = root.querySelector(".self-code");
  const source = root.dataset.src;
  if (!(place instanceof HTMLElement) || !source) return;
  new Screen(root, place, source).start();
  offerFullScreen(root);
  keepAwake();
}

class Screen {
  /**
   * @param {HTMLElement} root
   * @param {HTMLElement} place
   * @param {string} source
   */
  constructor(root, place, source) {
    this.root = root;
    this.place = place;
    this.source = source;
    this.goodUntil = 0;
    this.shownAt = 0;
    this.serverTime = 0;
    this.asking = false;
    /** @type {number | undefined} */
    this.timer = undefined;
  }

  start() {
    this.took(0);
    setInterval(() => this.tick(), 500);
    for (const name of ["online", "focus"]) addEventListener(name, () => this.ask());
    document.addEventListener("visibilitychange", () => this.tick());
  }

  /** Take away a code that is no longer good, however long this machine slept, and show the clock. */
  tick() {
    if (Date.now() > this.goodUntil && this.root.dataset.state === "live") this.say("lost");
    const now = this.place.querySelector(".self-now");
    const clock = this.place.querySelector("time");
    if (!(now instanceof HTMLElement) || !clock) return;
    const moment = new Date(this.serverTime + Date.now() - this.shownAt);
    clock.textContent = moment.toLocaleTimeString("en-GB", { timeZone: now.dataset.zone, hour: "2-digit", minute: "2-digit" });
  }

  async ask() {
    if (this.asking) return;
    this.asking = true;
    clearTimeout(this.timer);
    const began = Date.now();
    try {
      const answer = await fetch(this.source, { redirect: "manual", cache: "no-store", signal: AbortSignal.timeout(ASK_FOR) });
      if (answer.ok) {
        this.place.innerHTML = await answer.text();
        this.took(Date.now() - began);
        this.say("live");
      } else {
        if (answer.type === "opaqueredirect" || answer.status === 401 || answer.status === 403) this.say("out");
        this.later(AGAIN);
      }
    } catch {
      this.later(AGAIN);
    } finally {
      this.asking = false;
    }
  }

  /** @param {number} travelled milliseconds that the answer may be old */
  took(travelled) {
    const now = this.place.querySelector(".self-now");
    const left = now instanceof HTMLElement ? Number(now.dataset.left) : 0;
    this.shownAt = Date.now();
    this.serverTime = now instanceof HTMLElement ? Date.parse(now.dataset.now ?? "") : this.shownAt;
    this.goodUntil = this.shownAt + left + MARGIN - travelled;
    this.later(Math.max(left - travelled, 500));
    this.tick();
  }

  /** @param {number} milliseconds */
  later(milliseconds) {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.ask(), milliseconds);
  }

  /** @param {State} state */
  say(state) {
    if (state !== "live") this.place.querySelector(".self-qr")?.remove();
    this.root.dataset.state = state;
  }
}

/** @param {HTMLElement} root */
function offerFullScreen(root) {
  const button = root.querySelector(".self-full");
  if (!(button instanceof HTMLButtonElement) || !document.documentElement.requestFullscreen) return;
  button.hidden = false;
  button.addEventListener("click", () => document.documentElement.requestFullscreen().catch(() => {}));
  document.addEventListener("fullscreenchange", () => (button.hidden = Boolean(document.fullscreenElement)));
}

function keepAwake() {
  const hold = () => document.visibilityState === "visible" && navigator.wakeLock?.request("screen").catch(() => {});
  document.addEventListener("visibilitychange", hold);
  hold();
}
