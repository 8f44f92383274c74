// @ts-check
/** The desk's phone: names under a PIN, found without a network; and what is to be known of whoever is scanned. */
import { picksByName } from "./api.js";
import { element, pick, say } from "./config.js";
import { Names } from "./names.js";
import { canSeal } from "./seal.js";
import { SHORTEST, tooSimple } from "./vault.js";
import { stay } from "./verdict.js";

/** @typedef {import("./stage.js").Stage} Stage */
/** @typedef {import("./names.js").Note} Note */

/** @param {Stage} stage */
export function mountDesk(stage) {
  const { station } = stage;
  const names = new Names(station.server, () => show(names));
  const atDesk = () => picksByName(station.device);
  station.directory = names;
  element("pin-form", HTMLFormElement).addEventListener("submit", (event) => {
    event.preventDefault();
    submitted(names, station.device.expires_at);
  });
  element("pin-lock", HTMLButtonElement).addEventListener("click", () => names.lock());
  /** Whose note is shown, by scan and person: what the server confirms is not asked for again. */
  let shownFor = "";
  stage.on("answered", (answer) => {
    const now = `${station.lines[0]?.scan.scan_id} ${answer.person?.id ?? ""}`;
    if (now === shownFor) return;
    shownFor = now;
    showNote(null);
    if (atDesk() && answer.person) tell(stage, names, answer.person.id);
  });
  stage.on("synced", () => {
    element("pin", HTMLElement).hidden = !atDesk();
    names.sync().catch(() => {});
    if (!atDesk()) names.wipe();
  });
  element("pin", HTMLElement).hidden = !atDesk();
  show(names);
}

/** @param {Names} names */
async function show(names) {
  const lock = await names.vault.lock();
  const [form, again] = [element("pin-form", HTMLFormElement), element("pin-again", HTMLElement)];
  form.hidden = names.open;
  again.hidden = Boolean(lock);
  element("pin-lock", HTMLButtonElement).hidden = !names.open;
  element("pin-state", HTMLElement).textContent = names.open ? say("index_open", { number: names.people?.size ?? 0 }) : say(lock ? "index_locked" : "index_none");
}

/**
 * @param {Names} names
 * @param {string} until
 */
async function submitted(names, until) {
  const [first, second] = [element("pin-typed", HTMLInputElement), element("pin-twice", HTMLInputElement)];
  const [pin, twice] = [first.value, second.value];
  const button = element("pin-send", HTMLButtonElement);
  if (!canSeal()) return complain("index_no_crypto");
  button.disabled = true;
  try {
    const lock = await names.vault.lock();
    complain(lock ? await tryPin(names, pin) : await newPin(names, pin, twice, until));
  } finally {
    button.disabled = false;
    first.value = second.value = "";
    show(names);
  }
}

/**
 * @param {Names} names
 * @param {string} pin
 * @returns {Promise<string>} what to say
 */
async function tryPin(names, pin) {
  const left = await names.unlock(pin);
  if (left > 0) return say("index_wrong", { number: left });
  return left < 0 ? say("index_wiped") : "";
}

/**
 * @param {Names} names
 * @param {string} pin
 * @param {string} twice
 * @param {string} until
 */
async function newPin(names, pin, twice, until) {
  if (pin.length < SHORTEST) return say("index_short");
  if (tooSimple(pin)) return say("index_simple");
  if (pin !== twice) return say("index_twice");
  try {
    await names.begin(pin, until);
    return "";
  } catch {
    return say("index_offline");
  }
}

/** @param {string} said a text, or the name of one */
function complain(said) {
  element("pin-said", HTMLElement).textContent = said ? say(said) : "";
}

/**
 * What is known of a person here, or else at the server.
 * @param {Stage} stage
 * @param {Names} names
 * @param {string} id
 */
async function tell(stage, names, id) {
  const { station } = stage;
  const line = station.lines[0];
  const known = names.of(id);
  const note = known ? known.note : (await station.server.ask("people/note", { registration: id }).catch(() => null))?.note;
  if (station.lines[0] === line && note) showNote(note);
}

/** @param {Note | null} note */
function showNote(note) {
  const box = element("desk-note", HTMLElement);
  const needs = note?.needs.map(({ label, answer }) => `${pick(label)}: ${pick(answer)}`) ?? [];
  const lines = note ? [note.vip ? say("vip") : "", note.call ? say("vip_call", { name: note.call }) : "", note.note, ...needs] : [];
  box.textContent = lines.filter(Boolean).join("\n");
  box.hidden = box.textContent === "";
  if (!box.hidden) stay();
}
