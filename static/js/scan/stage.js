// @ts-check
/**
 * The phone at work: its station, its camera, and what the screen says of both. The parts of the scanner that are more
 * than scanning, its features, are mounted on it.
 *
 * @typedef {{ answered: Answer, late: null, moved: string, messages: import("./messages.js").Message[], synced: import("./api.js").Device,
 *           shown: { answer: Answer, scanId: string, again: boolean }, unsent: unknown }} Events
 *           `answered`: a verdict is shown; `late`: an answer came after its guest had gone; `moved`: to another
 *           checkpoint or direction, by the checkpoint's id; `synced`: the device as the server knows it by now
 */
import { Refused } from "./api.js";
import { Camera } from "./camera.js";
import { config, element, pick, reasonText, say } from "./config.js";
import { leave, showUnpaired } from "./enrolment.js";
import { mountFeatures } from "./features.js";
import { listenForScanner } from "./keyboard.js";
import { Local } from "./local.js";
import { Picture, keepAwake } from "./picture.js";
import { Roster } from "./roster.js";
import { fillCheckpoints, findSheet, moreSheet, typeSheet } from "./sheets.js";
import { makeVerifier } from "./signature.js";
import { showAge, showQueue } from "./standing.js";
import { Station } from "./station.js";
import { wipeIndex } from "./store.js";
import { Sync } from "./sync.js";
import { learnKinds } from "./words.js";
import { hide, showAnswer, showProblem, showWaiting } from "./verdict.js";

/** @typedef {import("./api.js").Answer} Answer */

const COUNT_EVERY = 5000;
const IN_OUT = "in_out";

export class Stage {
  /**
   * @param {import("./api.js").Server} server
   * @param {import("./api.js").Device} device
   * @param {Roster} roster
   * @param {string} checkpoint
   */
  constructor(server, device, roster, checkpoint) {
    this.events = new EventTarget();
    this.camera = new Camera(element("video", HTMLVideoElement));
    const local = new Local(device, roster, makeVerifier(() => import(config.ed25519)));
    this.station = new Station(server, local, { checkpoint, direction: "in" }, {
      answer: (answer, scanId, again) => this.show(answer, scanId, again),
      late: () => this.tell("late", null),
      unsent: (error) => {
        showUnsent(error);
        this.tell("unsent", error);
      },
      unkept: () => showProblem(say("unkept")),
      waiting: showQueue,
      lost: () => {
        wipeIndex();
        showUnpaired(say("revoked"));
      },
    });
  }

  /**
   * @template {keyof Events} Name
   * @param {Name} name
   * @param {(told: Events[Name]) => void} react
   */
  on(name, react) {
    this.events.addEventListener(name, (event) => react(/** @type {CustomEvent} */ (event).detail));
  }

  /**
   * @template {keyof Events} Name
   * @param {Name} name
   * @param {Events[Name]} told
   */
  tell(name, told) {
    this.events.dispatchEvent(new CustomEvent(name, { detail: told }));
  }

  /** The checkpoint where the phone stands. */
  get checkpoint() {
    return this.station.device.checkpoints.find((one) => one.id === this.station.post.checkpoint);
  }

  /**
   * @param {Answer} answer
   * @param {string} scanId
   * @param {boolean} again
   */
  show(answer, scanId, again) {
    const { device } = this.station;
    learnKinds(device, this.station.post.round ?? "");
    const shown = showAnswer(answer, device.event.zone, scanId, again);
    if (shown) element("force", HTMLButtonElement).hidden = !(answer.forcible && device.role === "supervisor");
    this.tell("answered", answer);
    this.tell("shown", { answer, scanId, again });
  }

  /** The phone stands elsewhere, or counts the other way. */
  moved() {
    hide();
    placeAt(this);
    this.tell("moved", this.station.post.checkpoint);
  }

  /** Keep the roster and what this device may do in step with the server. */
  follow() {
    const { station } = this;
    const sync = new Sync(station.server, station.local.roster, {
      device: (device, took) => {
        station.learn(device, took);
        element("stage", HTMLElement).dataset.roster = "held";
        fillCheckpoints(element("checkpoint-now", HTMLSelectElement), device, station.post.checkpoint);
        this.tell("synced", device);
      },
      messages: (messages) => this.tell("messages", messages),
      done: () => showAge(station.local.roster.asOf, station.device.event.zone, station.local.roster.people.size),
      lost: () => void leave(station.queue),
    });
    sync.start();
  }
}

/**
 * @param {import("./api.js").Server} server
 * @param {import("./api.js").Device} device
 * @param {string} checkpoint where the phone stands at first
 * @param {Promise<Roster>} roster as this phone left it
 */
export async function begin(server, device, checkpoint, roster) {
  const stage = new Stage(server, device, await roster, checkpoint);
  const { station, camera } = stage;
  element("force", HTMLButtonElement).addEventListener("click", (event) => {
    event.stopPropagation();
    station.force();
  });
  typeSheet(station);
  findSheet(station);
  const picture = new Picture(camera, station);
  const restart = (/** @type {string} */ deviceId) => picture.choose(deviceId);
  const listed = moreSheet(station, camera, { moved: () => stage.moved(), restart });
  listenForScanner((code) => station.scan({ code }));
  const count = () => countUp(station);
  for (const name of /** @type {const} */ (["answered", "late", "moved"])) stage.on(name, count);
  for (const name of /** @type {const} */ (["answered", "late"])) stage.on(name, listed);
  mountFeatures(stage);
  stage.moved();
  setInterval(count, COUNT_EVERY);
  station.local.warmUp();
  await station.resume();
  station.queue.flush();
  stage.follow();
  keepAwake();
  await picture.open();
}

/** @param {unknown} error */
function showUnsent(error) {
  element("force", HTMLButtonElement).hidden = true;
  if (!(error instanceof Refused)) return showWaiting(say("offline"));
  if (!error.passing) return showProblem(say("server"));
  showWaiting(error.status === 429 ? reasonText("too_many_guesses") : say("server"));
}

/** @param {Stage} stage */
function placeAt({ station, checkpoint }) {
  const twoWays = checkpoint?.rule === IN_OUT;
  if (!twoWays) station.post.direction = "in";
  for (const radio of document.querySelectorAll("input[name=direction]")) {
    if (radio instanceof HTMLInputElement) radio.checked = radio.value === station.post.direction;
  }
  const asked = twoWays && checkpoint?.kind !== "equipment";
  element("directions", HTMLFieldSetElement).hidden = !asked;
  element("where", HTMLElement).textContent = [pick(checkpoint?.title), asked ? say(station.post.direction) : ""].filter(Boolean).join(" · ");
}

/** @param {Station} station */
async function countUp(station) {
  try {
    const { counters } = await station.server.counters(station.post.checkpoint);
    element("counter", HTMLOutputElement).textContent = say("of", { number: counters.inside, expected: counters.expected });
  } catch (error) {
    if (error instanceof Refused && error.final) await leave(station.queue);
  }
}
