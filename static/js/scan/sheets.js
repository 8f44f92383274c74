// @ts-check
/** The three sheets: typing a code, finding a person, and everything else. */
import { Refused, picksByName } from "./api.js";
import { element, pick, reasonText, say } from "./config.js";
import { makeReader } from "./reader.js";
import { LOCALE, hide, wordsOf } from "./verdict.js";

/** @typedef {import("./station.js").Station} Station */

const PAUSE_OF_TYPING = 250;
const LONGEST_NAME = 80;

/**
 * @param {string} id
 * @param {() => void} [opened]
 */
function sheet(id, opened) {
  const dialog = element(id, HTMLDialogElement);
  element(`open-${id}`, HTMLButtonElement).addEventListener("click", () => {
    hide();
    dialog.showModal();
    opened?.();
  });
  dialog.addEventListener("click", (event) => event.target === dialog && dialog.close());
  return dialog;
}

/** @param {Station} station */
export function typeSheet(station) {
  const input = element("short", HTMLInputElement);
  const dialog = sheet("type", () => input.select());
  element("type-form", HTMLFormElement).addEventListener("submit", (event) => {
    const typed = input.value.normalize("NFKC").trim();
    const pressed = /** @type {HTMLButtonElement | null} */ (event.submitter);
    if (pressed?.value === "close" || !typed) return;
    input.value = "";
    station.scan(typed.length > 20 ? { code: typed } : { short_code: typed });
  });
  element("photo", HTMLInputElement).addEventListener("change", (event) => readPhoto(event, station, dialog));
}

/**
 * @param {Event} event
 * @param {Station} station
 * @param {HTMLDialogElement} dialog
 */
async function readPhoto(event, station, dialog) {
  const input = /** @type {HTMLInputElement} */ (event.target);
  const file = input.files?.[0];
  input.value = "";
  const said = element("photo-said", HTMLElement);
  said.textContent = "";
  const picture = file ? await createImageBitmap(file).catch(() => null) : null;
  const texts = picture ? await makeReader().then((read) => read(picture, { side: 2000 })).catch(() => null) : [];
  if (texts?.[0] === undefined) {
    said.textContent = say(texts ? "no_code" : "no_reader");
    return;
  }
  dialog.close();
  station.scan({ code: texts[0] });
}

/** @param {Station} station */
export function findSheet(station) {
  element("open-find", HTMLButtonElement).hidden = !picksByName(station.device);
  const input = element("name", HTMLInputElement);
  const dialog = sheet("find", () => input.select());
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  let timer;
  input.addEventListener("input", () => {
    clearTimeout(timer);
    timer = setTimeout(() => find(station, input.value.trim().slice(0, LONGEST_NAME), dialog), PAUSE_OF_TYPING);
  });
}

/**
 * @param {Station} station
 * @param {string} text
 * @param {HTMLDialogElement} dialog
 */
async function find(station, text, dialog) {
  const [list, said] = [element("found", HTMLUListElement), element("found-said", HTMLElement)];
  const show = (/** @type {import("./api.js").Found[]} */ people) => {
    list.replaceChildren(...people.map((found) => personRow(found, () => {
      dialog.close();
      station.scan({ registration: found.person.id });
    })));
    said.textContent = text && people.length === 0 ? say("nobody") : "";
  };
  const here = text ? (station.directory?.find(text) ?? null) : [];
  if (here) show(here.map((entry) => foundHere(station, entry)));
  if (!text) return;
  const typed = () => element("name", HTMLInputElement).value.trim() === text;
  try {
    const { people } = await station.server.people(text);
    if (typed()) show(people);
  } catch {
    if (!here && typed()) said.textContent = say("server");
  }
}

/**
 * Somebody among the names that this phone has unlocked, in the form in which the server tells of people.
 * @param {Station} station
 * @param {import("./names.js").Entry} entry
 * @returns {import("./api.js").Found}
 */
function foundHere(station, { id, name, organisation, category, state }) {
  const known = station.local.roster.category(category);
  const title = known?.title ?? { zh: "", en: "" };
  return { person: { id, name, category: title, kind: known?.kind ?? "", hue: known?.hue ?? 0 }, organisation, state };
}

/**
 * @param {import("./api.js").Found} found
 * @param {() => void} chosen
 */
function personRow(found, chosen) {
  const [item, button, small] = [document.createElement("li"), document.createElement("button"), document.createElement("small")];
  button.type = "button";
  button.value = found.person.id;
  button.textContent = pick(found.person.name);
  small.textContent = [stateOf(found), pick(found.person.category), pick(found.organisation)].filter(Boolean).join(" · ");
  button.append(small);
  button.addEventListener("click", chosen);
  item.append(button);
  return item;
}

/**
 * Why the door would refuse this person, where it would.
 * @param {import("./api.js").Found} found
 */
function stateOf(found) {
  if (found.state === "accepted") return "";
  return reasonText({ waitlisted: "waitlisted", withdrawn: "cancelled", cancelled: "cancelled" }[found.state] ?? "not_accepted");
}

/**
 * @param {Station} station
 * @param {import("./camera.js").Camera} camera
 * @param {{ moved: () => void, restart: (deviceId: string) => void }} tell
 * @returns {() => void} to be called when a scan has been answered: what is open shows it
 */
export function moreSheet(station, camera, tell) {
  const checkpoint = element("checkpoint-now", HTMLSelectElement);
  const dialog = sheet("more", () => {
    listScans(station);
    listCameras(camera);
    torchButton(camera);
  });
  fillCheckpoints(checkpoint, station.device, station.post.checkpoint);
  checkpoint.addEventListener("change", () => {
    station.post.checkpoint = checkpoint.value;
    tell.moved();
  });
  for (const radio of document.querySelectorAll("input[name=direction]")) {
    radio.addEventListener("change", () => {
      station.post.direction = /** @type {HTMLInputElement} */ (radio).value === "out" ? "out" : "in";
      tell.moved();
    });
  }
  const cameras = element("camera", HTMLSelectElement);
  cameras.addEventListener("change", () => tell.restart(cameras.value));
  return () => void (dialog.open && listScans(station));
}

/**
 * @param {HTMLSelectElement} select
 * @param {import("./api.js").Device} device
 * @param {string} chosen
 */
export function fillCheckpoints(select, device, chosen) {
  const offered = device.checkpoints.map((one) => `${one.id} ${pick(one.title)}`).join("\n");
  if (select.dataset.offered === offered) return;
  select.dataset.offered = offered;
  select.replaceChildren(...device.checkpoints.map((one) => new Option(pick(one.title), one.id, false, one.id === chosen)));
}

/** @param {import("./camera.js").Camera} camera */
async function listCameras(camera) {
  const select = element("camera", HTMLSelectElement);
  const current = camera.track?.getSettings().deviceId;
  const found = navigator.mediaDevices ? await camera.others().catch(() => []) : [];
  for (const part of document.querySelectorAll("#camera, label[for=camera]")) /** @type {HTMLElement} */ (part).hidden = found.length < 2;
  select.replaceChildren(...found.map((one, index) => new Option(one.label || String(index + 1), one.deviceId, false, one.deviceId === current)));
}

/** @param {import("./camera.js").Camera} camera */
function torchButton(camera) {
  const button = element("torch", HTMLButtonElement);
  const show = () => {
    button.hidden = !camera.hasTorch;
    button.setAttribute("aria-pressed", String(camera.lit));
    button.textContent = say(camera.lit ? "torch_off" : "torch_on");
  };
  button.onclick = () => camera.light(!camera.lit).catch(() => {}).then(show);
  show();
}

/** @param {Station} station */
function listScans(station) {
  const list = element("last", HTMLOListElement);
  list.replaceChildren(...station.lines.map((line) => scanRow(station, line)));
  element("last-none", HTMLElement).hidden = station.lines.length > 0;
}

/**
 * @param {Station} station
 * @param {import("./station.js").Line} line
 */
function scanRow(station, line) {
  const item = document.createElement("li");
  const shown = line.answer ? wordsOf(line.answer, station.device.event.zone) : null;
  const clock = /** @type {const} */ ({ timeZone: station.device.event.zone, hour: "2-digit", minute: "2-digit", second: "2-digit" });
  const time = new Date(line.scan.scanned_at).toLocaleTimeString(LOCALE, clock);
  item.textContent = [time, line.undone ? say("undone") : shown?.word ?? say("waiting", { number: 1 }), shown?.who].filter(Boolean).join(" · ");
  const undoable = line.known && !line.undone && line.answer?.verdict === "admitted";
  if (station.device.role === "supervisor" && undoable) item.append(" ", undoButton(station, line));
  return item;
}

/**
 * @param {Station} station
 * @param {import("./station.js").Line} line
 */
function undoButton(station, line) {
  const [group, button, said] = [document.createElement("span"), document.createElement("button"), document.createElement("span")];
  button.type = "button";
  button.textContent = say("undo");
  said.setAttribute("role", "status");
  button.addEventListener("click", async () => {
    button.disabled = true;
    try {
      await station.undo(line, say("undo_reason"));
      listScans(station);
    } catch (error) {
      const forGood = error instanceof Refused && !error.passing;
      said.textContent = ` ${say(forGood ? "undo_refused" : "undo_failed")}`;
      button.hidden = forGood;
      button.disabled = false;
    }
  });
  group.append(button, said);
  return group;
}
