// @ts-check
/** Shows a verdict over the whole picture, in colour, with an icon, in words and by sound. */
import { config, element, pick, reasonText, say, verdictText } from "./config.js";
import { has, wordAt } from "./words.js";
import { endPace } from "./pace.js";
import { signal } from "./sound.js";

/** For the clock of the place, in the reader's way of writing it. */
export const LOCALE = config.locale === "zh" ? "zh-CN" : "en-GB";
const SHOWN_FOR = 2500;
const REFUSED_FOR = 6000;

const panel = element("verdict", HTMLElement);
const lines = {
  word: element("word", HTMLElement),
  who: element("who", HTMLElement),
  category: element("category", HTMLElement),
  why: element("why", HTMLElement),
};
/** @type {ReturnType<typeof setTimeout> | undefined} */
let hiding;
/** Whose verdict is shown, by scan. */
let shownFor = "";
/** @type {Shown | null} */
let said = null;

/** @typedef {{ tone: string, word: string, who?: string, category?: string, hue?: number, why?: string }} Shown */

/**
 * @param {Shown} shown
 * @param {boolean} [again] the same verdict, known better by now: no second sound
 */
function show(shown, again = false) {
  panel.dataset.tone = shown.tone;
  lines.word.textContent = shown.word;
  lines.who.textContent = shown.who ?? "";
  lines.category.textContent = shown.category ?? "";
  lines.why.textContent = shown.why ?? "";
  panel.hidden = false;
  if (!again) announce(shown.tone);
  clearTimeout(hiding);
  hiding = setTimeout(hide, shown.tone === "admitted" ? SHOWN_FOR : REFUSED_FOR);
}

/**
 * To eye, ear and hand, that it is another guest's, though the colour may be the same.
 * @param {string} tone
 */
function announce(tone) {
  endPace();
  signal(tone);
  const calm = matchMedia("(prefers-reduced-motion: reduce)").matches;
  if (!calm) panel.animate?.([{ opacity: 0.4 }, { opacity: 1 }], { duration: 100, easing: "ease-out" });
}

/** There is more to read than a glance takes: leave it until it is tapped, or the next guest comes. */
export function stay() {
  clearTimeout(hiding);
}

export function hide() {
  panel.hidden = true;
}

panel.addEventListener("click", hide);

/**
 * The verdict that the server gave.
 * @param {import("./api.js").Answer} answer
 * @param {string} zone of the event
 * @returns {Shown}
 */
export function wordsOf(answer, zone) {
  const person = answer.person;
  const named = person ? { who: pick(person.name), category: pick(person.category), hue: person.hue } : {};
  if (answer.error) return { ...named, tone: "refused", word: verdictText("error"), why: reasonText(answer.error.code) };
  if (answer.verdict === "refused") {
    const belongs = answer.other ? say("belongs", { name: pick(answer.other) }) : "";
    return { ...named, tone: "refused", word: verdictText("refused"), why: [reasonText(answer.reason ?? ""), belongs].filter(Boolean).join(" · ") };
  }
  if (answer.verdict === "admitted") return { ...named, ...passed(answer) };
  return { ...named, tone: "repeat", word: wordAt(answer.checkpoint, answer.direction === "out" ? "repeat_out" : (answer.verdict ?? "")), why: firstOf(answer, zone) };
}

/**
 * @param {import("./api.js").Answer} answer
 * @returns {{ tone: string, word: string }} what comes back unasked for is taken, and said
 */
function passed({ checkpoint, direction, flags }) {
  const unasked = direction === "out" && flags?.includes("exit_without_entry") && has(checkpoint, "unasked");
  if (unasked) return { tone: "repeat", word: wordAt(checkpoint, "unasked") };
  return { tone: "admitted", word: wordAt(checkpoint, direction === "out" ? "out" : "admitted") };
}

/**
 * @param {import("./api.js").Answer} answer
 * @param {string} zone
 */
function firstOf(answer, zone) {
  if (!answer.first) return "";
  const time = new Date(answer.first.at).toLocaleString(LOCALE, { timeZone: zone, month: "short", day: "numeric", hour: "2-digit", minute: "2-digit" });
  return say("first", { time, checkpoint: pick(answer.first.checkpoint), device: answer.first.device });
}

/**
 * @param {import("./api.js").Answer} answer
 * @param {string} zone
 * @param {string} scanId
 * @param {boolean} again the server confirms what was shown; once the guest has gone, nothing is shown anew
 * @returns {boolean} whether it is what the panel shows now
 */
export function showAnswer(answer, zone, scanId, again) {
  if (again && (panel.hidden || shownFor !== scanId)) return false;
  shownFor = scanId;
  const words = wordsOf(answer, zone);
  if (!again || JSON.stringify(words) !== JSON.stringify(said)) show(words, again);
  said = words;
  return true;
}

/** @param {string} why */
export function showWaiting(why) {
  show({ tone: "waiting", word: verdictText("waiting"), why });
}

/** @param {string} why */
export function showProblem(why) {
  show({ tone: "refused", word: verdictText("error"), why });
}
