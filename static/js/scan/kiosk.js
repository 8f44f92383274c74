// @ts-check
/**
 * The scanner as a kiosk: guests check themselves in at a tablet. It speaks both languages at once, and shows nothing of
 * what staff do until somebody knows its PIN.
 *
 * @typedef {import("./stage.js").Stage} Stage
 * @typedef {import("./kiosk-words.js").Spoken} Spoken
 * @typedef {import("./config.js").Bilingual} Bilingual
 */
import { Refused } from "./api.js";
import { config, element } from "./config.js";
import { fill, spoken, waiting } from "./kiosk-words.js";
import { keypad } from "./keypad.js";
import { after, isPin, waits } from "./pin.js";
import { unlockSound } from "./sound.js";
import { fact, keepFact } from "./store.js";

export const KIOSK = "kiosk";
const TRIES = "kiosk_pin";
const SHOWN_FOR = { admitted: 3000, repeat: 3000, refused: 5000, waiting: 5000 };
const IDLE_AFTER = 30_000;

/** @param {Stage} stage */
export function mountKiosk(stage) {
  if (stage.station.device.role === KIOSK) new Kiosk(stage).start();
}

class Kiosk {
  /** @param {Stage} stage */
  constructor(stage) {
    this.stage = stage;
    this.words = config.kiosk;
    this.panel = element("kiosk-verdict", HTMLElement);
    this.attract = element("kiosk-attract", HTMLElement);
    this.shownFor = "";
    /** @type {ReturnType<typeof setTimeout> | undefined} */
    this.hiding = undefined;
    /** @type {ReturnType<typeof setTimeout> | undefined} */
    this.idling = undefined;
    const group = (/** @type {string} */ typed) => `${typed.slice(0, 4).padEnd(4, "·")} ${typed.slice(4).padEnd(4, "·")}`;
    this.codes = keypad("kiosk-code", { length: 8, atLeast: 8, shown: group, typed: (text) => this.type(text) });
    const dots = (/** @type {string} */ typed) => "●".repeat(typed.length);
    this.pins = keypad("kiosk-pin", { length: 8, atLeast: 4, shown: dots, typed: (text) => void this.unlock(text) });
  }

  start() {
    document.body.dataset.kiosk = "";
    element("kiosk", HTMLElement).hidden = false;
    element("kiosk-leave-row", HTMLElement).hidden = false;
    this.stage.camera.facing = "user";
    element("kiosk-type", HTMLButtonElement).addEventListener("click", () => this.codes.open());
    element("kiosk-staff", HTMLButtonElement).addEventListener("click", () => {
      said("kiosk-pin-said", null);
      this.pins.open();
    });
    element("kiosk-leave", HTMLButtonElement).addEventListener("click", () => void leaveKiosk());
    this.stage.on("shown", ({ answer, scanId, again }) => this.show(answer, scanId, again));
    this.stage.on("unsent", (error) => this.unsent(error));
    this.stage.on("moved", (checkpoint) => this.moved(checkpoint));
    document.addEventListener("pointerdown", unlockSound, { once: true });
    for (const name of ["pointerdown", "keydown"]) document.addEventListener(name, () => this.awake());
    this.awake();
  }

  /** @param {string} checkpoint where it stands now, and after a reload */
  moved(checkpoint) {
    keepFact(KIOSK, checkpoint);
    both(element("kiosk-where", HTMLElement), this.stage.checkpoint?.title ?? null);
  }

  /** Somebody is there: the picture, until nobody is. */
  awake() {
    this.attract.hidden = true;
    clearTimeout(this.idling);
    this.idling = setTimeout(() => (this.attract.hidden = !this.panel.hidden || document.querySelector("dialog[open]") !== null), IDLE_AFTER);
  }

  /**
   * @param {import("./api.js").Answer} answer
   * @param {string} scanId
   * @param {boolean} again the server confirms what was shown: once the guest has gone, nothing is shown anew
   */
  show(answer, scanId, again) {
    if (again && (this.panel.hidden || this.shownFor !== scanId)) return;
    this.shownFor = scanId;
    const { checkpoint, station } = this.stage;
    const none = { zh: "", en: "" };
    const place = { words: this.words, onward: checkpoint?.onward ?? none, opensAt: checkpoint?.opens_at ?? null, zone: station.device.event.zone };
    this.say(spoken(answer, place));
  }

  /** @param {unknown} error */
  unsent(error) {
    this.shownFor = "";
    this.say(waiting(this.words, error instanceof Refused && error.status === 429 ? "wait" : "unsent"));
  }

  /** @param {Spoken} told */
  say(told) {
    for (const { dialog } of [this.codes, this.pins]) dialog.close();
    this.panel.dataset.tone = told.tone;
    both(element("kiosk-word", HTMLElement), told.word);
    element("kiosk-names", HTMLElement).replaceChildren(...told.names.map((name) => line(name)));
    element("kiosk-lines", HTMLElement).replaceChildren(...told.lines.map((text) => both(document.createElement("p"), text)));
    this.panel.hidden = false;
    this.awake();
    clearTimeout(this.hiding);
    this.hiding = setTimeout(() => (this.panel.hidden = true), SHOWN_FOR[told.tone]);
  }

  /** @param {string} short */
  type(short) {
    this.codes.dialog.close();
    this.stage.station.scan({ short_code: short });
  }

  /** @param {string} typed a PIN; the right one opens what staff may do here */
  async unlock(typed) {
    this.pins.clear();
    const { right, wait } = await this.tried(typed);
    if (!right) {
      const waited = fill(this.words.pin_waits ?? { zh: "", en: "" }, { seconds: Math.ceil(wait / 1000) });
      return said("kiosk-pin-said", wait ? waited : (this.words.wrong_pin ?? null));
    }
    this.pins.dialog.close();
    element("open-more", HTMLButtonElement).click();
  }

  /**
   * Ask the server, which counts tries, too; without it this phone decides by what it holds.
   * @param {string} typed
   * @returns {Promise<{ right: boolean, wait: number }>} `wait`: milliseconds until the next try
   */
  async tried(typed) {
    const { server, device } = this.stage.station;
    const before = (await fact(TRIES)) ?? null;
    const wait = waits(before, Date.now());
    if (wait) return { right: false, wait };
    try {
      const right = (await server.ask("kiosk/pin", { pin: typed })).right;
      return remember(before, right);
    } catch (error) {
      if (error instanceof Refused && error.status === 429) return remember({ wrong: 4, until: 0 }, false);
      const right = device.pin ? await isPin(typed, device.pin).catch(() => false) : false;
      return remember(before, right);
    }
  }
}

/**
 * @param {import("./pin.js").Tries | null} before
 * @param {boolean} right
 */
async function remember(before, right) {
  const tries = after(before, right, Date.now());
  await keepFact(TRIES, tries);
  return { right, wait: waits(tries, Date.now()) };
}

/** Where it stood when it was last a kiosk, if a guest loads the page anew; null where staff have left it. */
export const standingAt = () => fact(KIOSK);

async function leaveKiosk() {
  await keepFact(KIOSK, null);
  location.reload();
}

/**
 * @param {string} id
 * @param {Bilingual | null} text
 */
function said(id, text) {
  both(element(id, HTMLElement), text);
}

/**
 * Both languages, under each other.
 * @template {HTMLElement} T
 * @param {T} place
 * @param {Bilingual | null} text
 * @returns {T}
 */
function both(place, text) {
  const lines = text ? [line(text.zh, "zh-CN"), ...(text.en === text.zh ? [] : [line(text.en, "en")])] : [];
  place.replaceChildren(...lines.filter((one) => one.textContent));
  return place;
}

/**
 * @param {string} text
 * @param {string} [lang]
 */
function line(text, lang) {
  const made = document.createElement("span");
  made.textContent = text;
  if (lang) made.lang = lang;
  return made;
}
