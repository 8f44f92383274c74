// @ts-check
/** The scanner: which device this browser is, where it stands, and what happens when something is scanned. */
import { Refused, Server } from "./api.js";
import { Camera } from "./camera.js";
import { config, element, pick, reasonText, say } from "./config.js";
import { listenForScanner } from "./keyboard.js";
import { Local } from "./local.js";
import { Queue } from "./queue.js";
import { makeReader } from "./reader.js";
import { Roster } from "./roster.js";
import { fillCheckpoints, findSheet, moreSheet, typeSheet } from "./sheets.js";
import { makeVerifier } from "./signature.js";
import { unlockSound } from "./sound.js";
import { showAge, showQueue, unsent } from "./standing.js";
import { Station } from "./station.js";
import { fact, keepFact } from "./store.js";
import { Sync } from "./sync.js";
import { hide, showAnswer, showProblem, showWaiting } from "./verdict.js";

const COUNT_EVERY = 5000;
const IN_OUT = "in_out";

const screens = ["unpaired", "ready", "stage"].map((id) => element(id, HTMLElement));

/** @param {string} id */
function showScreen(id) {
  for (const screen of screens) screen.hidden = screen.id !== id;
}

/** @param {string} [why] */
function showUnpaired(why = "") {
  const said = element("unpaired-why", HTMLElement);
  said.textContent = why;
  said.hidden = !why;
  showScreen("unpaired");
  showOffers();
}

/**
 * Hand over what waits, as long as the server takes it, and say that this browser scans no more.
 * @param {Queue} queue
 */
async function leave(queue) {
  await queue.flush();
  showUnpaired([say("revoked"), unsent() ? say("waiting", { number: unsent() }) : ""].filter(Boolean).join(" "));
}

/** What this browser may become: by its reader's roles, so it is no part of the page that browsers keep. */
async function showOffers() {
  const offers = element("offers", HTMLElement);
  if (!offers.dataset.src || offers.childElementCount > 0) return;
  const answer = await fetch(offers.dataset.src).catch(() => null);
  if (answer?.ok) offers.innerHTML = await answer.text();
}

/** What this browser is, as the server or else this phone knows it; null where it is no device (any more). */
async function enrolled() {
  const grant = await fact("grant");
  if (!grant) return null;
  const server = new Server(grant.token);
  for (;;) {
    try {
      const device = await server.device();
      await keepFact("device", device);
      return { server, device };
    } catch (error) {
      if (error instanceof Refused && error.final) {
        await leave(new Queue(server, { answered() {}, waiting: showQueue, lost() {} }));
        return null;
      }
      const device = await fact("device");
      if (device) return { server, device };
      showUnpaired(say(error instanceof Refused ? "server" : "offline"));
      await new Promise((resolve) => setTimeout(resolve, 3000));
    }
  }
}

/**
 * @param {Server} server
 * @param {import("./api.js").Device} device
 */
async function makeReady(server, device) {
  const select = element("checkpoint", HTMLSelectElement);
  element("ready-event", HTMLElement).textContent = pick(device.event.title);
  element("ready-device", HTMLElement).textContent = device.name;
  element("wechat", HTMLElement).hidden = !/MicroMessenger/i.test(navigator.userAgent);
  fillCheckpoints(select, device, await fact("checkpoint"));
  const start = element("start", HTMLButtonElement);
  if (device.checkpoints.length === 0) {
    start.disabled = true;
    element("ready-device", HTMLElement).textContent = say("no_checkpoints");
  }
  start.addEventListener("click", () => {
    unlockSound();
    keepFact("checkpoint", select.value);
    begin(server, device, select.value);
  });
  showScreen("ready");
}

/**
 * @param {Server} server
 * @param {import("./api.js").Device} device
 * @param {string} checkpoint
 */
async function begin(server, device, checkpoint) {
  showScreen("stage");
  const force = element("force", HTMLButtonElement);
  const roster = await Roster.load();
  const local = new Local(device, roster, makeVerifier(() => import(config.ed25519)));
  const station = new Station(server, local, { checkpoint, direction: "in" }, {
    answer: (answer, scanId, again) => {
      const shown = showAnswer(answer, device.event.zone, scanId, again);
      if (shown) force.hidden = !(answer.forcible && device.role === "supervisor");
      answered();
    },
    late: () => answered(),
    unsent: (error) => {
      force.hidden = true;
      if (!(error instanceof Refused)) return showWaiting(say("offline"));
      error.passing ? showWaiting(error.status === 429 ? reasonText("too_many_guesses") : say("server")) : showProblem(say("server"));
    },
    waiting: showQueue,
    lost: () => showUnpaired(say("revoked")),
  });
  const camera = new Camera(element("video", HTMLVideoElement));
  const count = () => countUp(station);
  const answered = () => {
    count();
    listed();
  };
  const moved = () => {
    hide();
    placeAt(station);
    count();
  };
  force.addEventListener("click", (event) => {
    event.stopPropagation();
    station.force();
  });
  typeSheet(station);
  findSheet(station);
  const listed = moreSheet(station, camera, { moved, restart: (deviceId) => openCamera(camera, station, deviceId) });
  listenForScanner((code) => station.scan({ code }));
  moved();
  setInterval(count, COUNT_EVERY);
  await station.resume();
  station.queue.flush();
  follow(station);
  keepAwake();
  await openCamera(camera, station);
}

/**
 * Keep the roster and what this device may do in step with the server.
 * @param {Station} station
 */
function follow(station) {
  const sync = new Sync(station.server, station.local.roster, {
    device: (device, took) => {
      station.learn(device, took);
      element("stage", HTMLElement).dataset.roster = "held";
      fillCheckpoints(element("checkpoint-now", HTMLSelectElement), device, station.post.checkpoint);
    },
    done: () => showAge(station.local.roster.asOf, station.device.event.zone),
    lost: () => void leave(station.queue),
  });
  sync.start();
}

/**
 * @param {Camera} camera
 * @param {Station} station
 * @param {string} [deviceId]
 */
async function openCamera(camera, station, deviceId) {
  const notice = element("camera-notice", HTMLElement);
  try {
    if (!navigator.mediaDevices) throw new DOMException("", isSecureContext ? "NotFoundError" : "SecurityError");
    await camera.start(deviceId);
    notice.hidden = true;
  } catch (error) {
    const name = error instanceof DOMException ? error.name : "";
    notice.textContent = say({ SecurityError: "not_secure", NotAllowedError: "camera_refused" }[name] ?? "no_camera");
    notice.hidden = false;
    return;
  }
  /** @param {boolean} works */
  const readable = (works) => {
    if (!works) notice.textContent = say("no_reader");
    notice.hidden = works;
  };
  camera.watch((frame) => makeReader().then((read) => read(frame)), { seen: (texts) => station.look(texts), readable });
}

/** @param {Station} station */
function placeAt(station) {
  const here = station.device.checkpoints.find((one) => one.id === station.post.checkpoint);
  const twoWays = here?.rule === IN_OUT;
  if (!twoWays) station.post.direction = "in";
  for (const radio of document.querySelectorAll("input[name=direction]")) {
    if (radio instanceof HTMLInputElement) radio.checked = radio.value === station.post.direction;
  }
  element("directions", HTMLFieldSetElement).hidden = !twoWays;
  element("where", HTMLElement).textContent = [pick(here?.title), twoWays ? say(station.post.direction) : ""].filter(Boolean).join(" · ");
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

/** The screen stays on while guests come; browsers let go of the lock whenever the page was hidden. */
function keepAwake() {
  const hold = () => document.visibilityState === "visible" && navigator.wakeLock?.request("screen").catch(() => {});
  document.addEventListener("visibilitychange", hold);
  hold();
}

navigator.serviceWorker?.register("/scan/worker.js", { scope: "/scan/" }).catch(() => {});
const mine = await enrolled();
if (mine) await makeReady(mine.server, mine.device);
else if (!element("unpaired-why", HTMLElement).textContent) showUnpaired();
