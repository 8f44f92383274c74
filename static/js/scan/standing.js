// @ts-check
/** What the foot of the picture says while something is not as usual: scans that wait, and a roster that grows old. */
import { element, say } from "./config.js";
import { LOCALE } from "./verdict.js";

/** A roster older than this is told of. */
const STALE = 60_000;

let waiting = 0;

/** How many scans the server has not got yet. */
export const unsent = () => waiting;

/** @param {number} number */
export function showQueue(number) {
  waiting = number;
  const line = element("waiting", HTMLElement);
  line.textContent = say("waiting", { number });
  line.hidden = number === 0;
}

addEventListener("beforeunload", (event) => {
  if (waiting > 0) event.preventDefault();
});

/**
 * @param {Date | null} asOf when the roster was last brought up to date
 * @param {string} timeZone of the place
 */
export function showAge(asOf, timeZone) {
  const line = element("roster-age", HTMLElement);
  const stale = !asOf || Date.now() - asOf.getTime() > STALE;
  line.textContent = asOf ? say("roster", { time: asOf.toLocaleTimeString(LOCALE, { timeZone, hour: "2-digit", minute: "2-digit" }) }) : say("no_roster");
  line.hidden = !stale;
}
