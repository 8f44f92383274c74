// @ts-check
/** The scanner: which device this browser is, and where it is going to stand. */
import { element, pick, say } from "./config.js";
import { enrolled, showScreen, showUnpaired } from "./enrolment.js";
import { warnInsideApps } from "./in-app.js";
import { KIOSK, standingAt } from "./kiosk.js";
import { makeReader } from "./reader.js";
import { Roster } from "./roster.js";
import { fillCheckpoints } from "./sheets.js";
import { unlockSound } from "./sound.js";
import { begin } from "./stage.js";
import { fact, keepFact } from "./store.js";

/**
 * @param {import("./api.js").Server} server
 * @param {import("./api.js").Device} device
 */
async function makeReady(server, device) {
  const select = element("checkpoint", HTMLSelectElement);
  element("ready-event", HTMLElement).textContent = pick(device.event.title);
  element("ready-device", HTMLElement).textContent = device.name;
  fillCheckpoints(select, device, await fact("checkpoint"));
  const start = element("start", HTMLButtonElement);
  const roster = Roster.load(); // read while the person looks where to stand, as the reader of codes is compiled
  makeReader().catch(() => {});
  if (device.checkpoints.length === 0) {
    start.disabled = true;
    element("ready-device", HTMLElement).textContent = say("no_checkpoints");
  }
  const standing = device.role === KIOSK ? await standingAt() : null;
  if (device.checkpoints.some((one) => one.id === standing)) {
    showScreen("stage");
    return begin(server, device, standing, roster);
  }
  start.addEventListener("click", () => {
    unlockSound();
    navigator.storage?.persist?.().catch(() => {});
    if (device.role === KIOSK) document.documentElement.requestFullscreen?.().catch(() => {});
    keepFact("checkpoint", select.value);
    showScreen("stage");
    begin(server, device, select.value, roster);
  });
  showScreen("ready");
}

navigator.serviceWorker?.register("/scan/worker.js", { scope: "/scan/" }).catch(() => {});
await warnInsideApps();
const mine = await enrolled();
if (mine) await makeReady(mine.server, mine.device);
else if (!element("unpaired-why", HTMLElement).textContent) showUnpaired();
