// @ts-check
/**
 * Counting a room without names. Both numbers only rise, and are told whole, so that it does not matter when, in what
 * order or how often the server hears of them.
 *
 * @typedef {{ checkpoint: string, day: string, ups: number, downs: number, others: number, told: boolean }} Tally
 */
import { element, say } from "./config.js";
import { fact, keepFact } from "./store.js";

/** @param {import("./stage.js").Stage} stage */
export function mountTally(stage) {
  const { station } = stage;
  const dialog = element("tally", HTMLDialogElement);
  /** @type {Map<string, Tally>} */
  const tallies = new Map();
  const name = () => `tallies ${station.device.id}`;

  const now = () => {
    const [checkpoint, day] = [station.post.checkpoint, today(station.device.event.zone)];
    const key = `${checkpoint} ${day}`;
    const found = tallies.get(key) ?? { checkpoint, day, ups: 0, downs: 0, others: 0, told: true };
    tallies.set(key, found);
    return found;
  };
  const show = () => {
    const { ups, downs, others } = now();
    element("tally-number", HTMLOutputElement).textContent = String(ups - downs + others);
    element("tally-parts", HTMLElement).textContent = others ? say("tally_parts", { mine: ups - downs, others }) : "";
    element("tally-down", HTMLButtonElement).disabled = ups - downs + others <= 0;
  };
  const keep = () => keepFact(name(), [...tallies.values()]);
  const tell = async () => {
    const untold = [...tallies.values()].filter((one) => !one.told || dialog.open);
    if (untold.length === 0) return;
    const sent = untold.map(({ checkpoint, day, ups, downs }) => ({ checkpoint, day, ups, downs }));
    const answer = await station.server.ask("tallies", { tallies: sent }).catch(() => null);
    for (const [index, { others }] of (answer?.tallies ?? []).entries()) {
      const [tally, was] = [untold[index], sent[index]];
      if (tally && was) Object.assign(tally, { others, told: tally.ups === was.ups && tally.downs === was.downs });
    }
    if (answer) await keep();
    show();
  };
  /** @param {"ups" | "downs"} way */
  const step = async (way) => {
    const tally = now();
    tally[way] += 1;
    tally.told = false;
    navigator.vibrate?.(20);
    show();
    await keep();
    await tell();
  };

  element("tally-up", HTMLButtonElement).addEventListener("click", () => step("ups"));
  element("tally-down", HTMLButtonElement).addEventListener("click", () => step("downs"));
  element("open-tally", HTMLButtonElement).addEventListener("click", () => {
    element("more", HTMLDialogElement).close();
    show();
    dialog.showModal();
    tell();
  });
  stage.on("synced", tell);
  fact(name()).then((kept) => {
    for (const tally of kept ?? []) if (!tallies.has(`${tally.checkpoint} ${tally.day}`)) tallies.set(`${tally.checkpoint} ${tally.day}`, tally);
  });
}

/** @param {string} zone */
function today(zone) {
  const format = new Intl.DateTimeFormat("en", { timeZone: zone, year: "numeric", month: "2-digit", day: "2-digit" });
  const parts = Object.fromEntries(format.formatToParts(new Date()).map(({ type, value }) => [type, value]));
  return `${parts.year}-${parts.month}-${parts.day}`;
}
