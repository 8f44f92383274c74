// @ts-check
/**
 * Rehearsal: staff practise with full verdicts, and nothing is recorded, sent, or shown to others. What was scanned is
 * known to this page alone, and only until the rehearsal ends, by a tap, by itself or with the page.
 *
 * @typedef {import("./station.js").Who} Who
 */
import { element, say } from "./config.js";
import { Rehearsal } from "./rehearsing.js";
import { uuid7 } from "./uuid7.js";
import { hide, showAnswer, showWaiting } from "./verdict.js";

const LASTS = 20 * 60_000;

/** @param {import("./stage.js").Stage} stage */
export function mountRehearsal(stage) {
  const { station } = stage;
  const [banner, begins] = [element("rehearsal", HTMLElement), element("rehearse", HTMLButtonElement)];
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  let timer;
  /** @param {boolean} on */
  const show = (on) => {
    hide();
    clearTimeout(timer);
    document.body.toggleAttribute("data-rehearsal", on);
    banner.hidden = !on;
    begins.hidden = on;
  };
  const end = () => {
    station.practise = null;
    show(false);
  };
  begins.addEventListener("click", () => {
    const rehearsal = new Rehearsal(station.local, station.directory, say);
    station.practise = (who) => practise(stage, rehearsal, who);
    element("more", HTMLDialogElement).close();
    show(true);
    timer = setTimeout(end, LASTS);
  });
  element("rehearsal-end", HTMLButtonElement).addEventListener("click", end);
}

/**
 * @param {import("./stage.js").Stage} stage
 * @param {Rehearsal} rehearsal
 * @param {Who} who
 */
async function practise({ station }, rehearsal, who) {
  const answer = await rehearsal.judge(who, station.post, new Date(Date.now() + station.offset));
  element("force", HTMLButtonElement).hidden = true;
  if (answer) showAnswer(answer, station.device.event.zone, uuid7(), false);
  else showWaiting(say("rehearsal_unsure"));
}
