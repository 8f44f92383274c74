// @ts-check
/**
 * Handing things out and taking them back. A label that is scanned or typed goes with the next badge; taken back, it
 * says by itself who had it, as far as this phone knows.
 *
 * @typedef {import("./station.js").Who} Who
 */
import { parse } from "./codec.js";
import { element, say } from "./config.js";
import { showProblem } from "./verdict.js";

const LONGEST = 40;

/** @param {import("./stage.js").Stage} stage */
export function mountEquipment(stage) {
  const { station } = stage;
  const panel = element("equipment", HTMLElement);
  const ways = { in: element("hand-out", HTMLButtonElement), out: element("take-back", HTMLButtonElement) };
  const here = () => stage.checkpoint?.kind === "equipment";

  const show = () => {
    panel.hidden = !here();
    if (panel.hidden) return;
    for (const [direction, button] of Object.entries(ways)) button.ariaPressed = String(direction === station.post.direction);
    element("equipment-stock", HTMLElement).textContent = say("stock", stockOf(station.local.roster, station.post.checkpoint));
    element("equipment-item", HTMLElement).textContent = station.post.item ? say("item_now", { item: station.post.item }) : "";
  };
  /** @param {string} [item] */
  const hold = (item = "") => {
    station.post.item = item;
    show();
  };
  /** @param {string} label */
  const labelled = (label) => {
    if (station.post.direction === "in") return hold(label), null;
    const holder = holderOf(station.local.roster, station.post.checkpoint, label);
    if (!holder) return showProblem(say("item_unknown", { item: label })), null;
    hold(label);
    return { registration: holder };
  };
  /** @type {(who: Who) => Who | null} */
  const meaning = (who) => {
    const label = "code" in who && typeof parse(who.code) === "string" ? labelOf(who.code) : "";
    return label ? labelled(label) : who;
  };

  for (const [direction, button] of Object.entries(ways)) {
    button.addEventListener("click", () => {
      station.post.direction = direction === "out" ? "out" : "in";
      station.post.item = "";
      stage.moved();
    });
  }
  element("item-form", HTMLFormElement).addEventListener("submit", (event) => {
    event.preventDefault();
    const input = element("item", HTMLInputElement);
    const label = labelOf(input.value);
    input.value = "";
    if (label) station.scan({ code: label });
  });
  stage.on("moved", () => {
    station.meaning = here() ? meaning : null;
    if (!here()) station.post.item = "";
    show();
  });
  stage.on("shown", ({ again }) => again || hold());
  stage.on("unsent", () => hold());
  for (const name of /** @type {const} */ (["late", "synced"])) stage.on(name, show);
  station.resume().then(show);
}

/** @param {string} text */
const labelOf = (text) => text.normalize("NFKC").replace(/[\p{C}]/gu, "").trim().slice(0, LONGEST);

/**
 * @param {import("./roster.js").Roster} roster
 * @param {string} checkpoint
 */
function stockOf(roster, checkpoint) {
  const all = [...roster.places.values()].filter((place) => place.checkpoint === checkpoint).flatMap((place) => place.came);
  const handled = all.filter((one) => one.count > 0);
  const out = handled.filter((one) => one.inside).length;
  return { out, back: handled.length - out };
}

/**
 * @param {import("./roster.js").Roster} roster
 * @param {string} checkpoint
 * @param {string} label
 * @returns {string | undefined} who has what bears the label
 */
function holderOf(roster, checkpoint, label) {
  const same = (/** @type {import("./roster.js").Came} */ one) => one.inside && one.item?.toUpperCase() === label.toUpperCase();
  return [...roster.places.values()].find((place) => place.checkpoint === checkpoint && place.came.some(same))?.registration;
}
