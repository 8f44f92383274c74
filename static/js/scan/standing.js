// @ts-check
/** What the foot of the picture says while something is not as usual: scans that wait, and a roster that grows old. */
import { element, say } from "./config.js";
import { LOCALE } from "./verdict.js";

/** A roster older than this is told of. */
const STALE = 60_000;

let waiting = 0;

/** How many scans the server has not got yet. */
export const unsent = () => waiting;

/**
 * @param {number} number
 * @param {number} [stuck] of these the server takes so many no more: only a file brings them in
 */
export function showQueue(number, stuck = 0) {
  waiting = number;
  const line = element("waiting", HTMLElement);
  line.textContent = [say("waiting", { number }), stuck ? say("stuck", { number: stuck }) : ""].filter(Boolean).join(" · ");
  line.hidden = number === 0;
  element("waiting-now", HTMLElement).textContent = number ? say("waiting", { number }) : say("none_waiting");
}

addEventListener("beforeunload", (event) => {
  if (waiting > 0) event.preventDefault();
});

/**
 * @param {Date | null} asOf when the roster was last brought up to date
 * @param {string} timeZone of the place
 * @param {number} people on it
 */
export function showAge(asOf, timeZone, people) {
  const line = element("roster-age", HTMLElement);
  const stale = !asOf || Date.now() - asOf.getTime() > STALE;
  line.textContent = asOf ? say("roster", { time: asOf.toLocaleTimeString(LOCALE, { timeZone, hour: "2-digit", minute: "2-digit" }) }) : say("no_roster");
  line.hidden = !stale;
  const exactly = asOf?.toLocaleString(LOCALE, { timeZone, month: "short", day: "numeric", hour: "2-digit", minute: "2-digit", second: "2-digit" });
  element("roster-now", HTMLElement).textContent = exactly ? say("roster_now", { people: people.toLocaleString(LOCALE), time: exactly }) : say("no_roster");
}
