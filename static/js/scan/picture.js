// @ts-check
/** The picture on the stage: opens the camera, or says why there is none and what to do instead; keeps the screen on. */
import { element, say } from "./config.js";
import { makeReader } from "./reader.js";
import { fact, keepFact } from "./store.js";

/** @typedef {import("./camera.js").Camera} Camera */
/** @typedef {import("./station.js").Station} Station */

/** Milliseconds until a camera that went away, or that another app holds, is tried again. */
const AGAIN_AFTER = 2000;
/** A page in a pocket gives the camera back after this long; before, coming back is quicker with it. */
const HIDDEN_FOR = 30_000;
const CAMERA = "camera";

/** Why there is no picture, by the browser's name for it. @type {Record<string, string>} */
const REASONS = {
  SecurityError: "not_secure",
  NotAllowedError: "camera_refused",
  NotReadableError: "camera_taken",
  AbortError: "camera_taken",
};

export class Picture {
  /**
   * @param {Camera} camera
   * @param {Station} station
   */
  constructor(camera, station) {
    this.camera = camera;
    this.station = station;
    /** @type {ReturnType<typeof setTimeout> | undefined} */
    this.timer = undefined;
    camera.lost = () => this.again("camera_lost");
    element("camera-again", HTMLButtonElement).addEventListener("click", () => this.open());
    element("camera-photo", HTMLButtonElement).addEventListener("click", () => element("photo", HTMLInputElement).click());
    this.restWhileHidden();
  }

  /** Open the camera that was chosen last, and read what it shows. */
  async open() {
    clearTimeout(this.timer);
    try {
      await this.start(await fact(CAMERA).catch(() => null));
      sayOf("");
    } catch (error) {
      const name = error instanceof DOMException ? error.name : "";
      if (REASONS[name] === "camera_taken") return this.again("camera_taken");
      return sayOf(REASONS[name] ?? "no_camera");
    }
    /** @type {import("./reader.js").Reader} */
    const read = (picture, part) => makeReader().then((reader) => reader(picture, part));
    this.camera.watch(read, { seen: (texts, taken) => this.station.look(texts, taken), readable });
  }

  /** @param {string} deviceId to be used from now on, and after a reload */
  async choose(deviceId) {
    await keepFact(CAMERA, deviceId).catch(() => {});
    await this.open();
  }

  /**
   * @param {string} [deviceId] one that is not there any more gives way to the one at the back
   */
  async start(deviceId) {
    if (!navigator.mediaDevices?.getUserMedia) throw new DOMException("", isSecureContext ? "NotFoundError" : "SecurityError");
    try {
      await this.camera.start(deviceId);
    } catch (error) {
      const gone = deviceId && error instanceof DOMException && ["OverconstrainedError", "NotFoundError"].includes(error.name);
      if (!gone) throw error;
      await this.camera.start();
    }
  }

  /**
   * Say why there is no picture, and try again by itself.
   * @param {string} why
   */
  again(why) {
    sayOf(why);
    clearTimeout(this.timer);
    this.timer = setTimeout(() => document.hidden || this.open(), AGAIN_AFTER);
  }

  restWhileHidden() {
    /** @type {ReturnType<typeof setTimeout> | undefined} */
    let resting;
    document.addEventListener("visibilitychange", () => {
      clearTimeout(resting);
      if (document.hidden) resting = setTimeout(() => this.camera.stop(), HIDDEN_FOR);
      else if (this.camera.live) this.camera.video.play().catch(() => {});
      else this.open();
    });
  }
}

/** @param {string} why there is no picture; empty where there is one */
function sayOf(why) {
  element("camera-said", HTMLElement).textContent = why && say(why);
  element("camera-photo", HTMLElement).hidden = why === "no_reader";
  element("camera-again", HTMLElement).hidden = ["no_reader", "not_secure"].includes(why);
  element("camera-notice", HTMLElement).hidden = !why;
}

/** @param {boolean} works whether pictures can be read */
function readable(works) {
  if (works === element("camera-notice", HTMLElement).hidden) return;
  sayOf(works ? "" : "no_reader");
}

/** The screen stays on while guests come; browsers let go of the lock whenever the page was hidden. */
export function keepAwake() {
  const hold = () => document.visibilityState === "visible" && navigator.wakeLock?.request("screen").catch(() => {});
  document.addEventListener("visibilitychange", hold);
  hold();
}
