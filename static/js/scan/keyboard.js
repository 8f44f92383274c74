// @ts-check
/**
 * A USB scanner types like a very fast person and ends with Enter, wherever the focus is. A Chinese input method turns
 * its letters into full-width ones, its slash into `、`, or swallows the keys and puts what it made of them into the
 * field, Enter and all: so a field that holds a whole code is taken at its word.
 */
import { codePart } from "./codec.js";
import { startPace } from "./pace.js";

/** Milliseconds without a key after which another code begins; a scanner behind a busy radio stutters. */
const PAUSE = 1000;
/** The fewest characters of a code that is typed, and those of the one in a badge's QR. */
const [SHORTEST, WHOLE] = [8, 132];
/** The Enter that ends a code may come so much later than the code was known. */
const ENTER_WITHIN = 300;

/** What came in by keys since the last pause. */
class Typed {
  constructor() {
    this.text = "";
    this.last = -Infinity;
    /** Until when an Enter belongs to a code that was taken already. */
    this.taken = -Infinity;
  }

  /** @param {KeyboardEvent} event */
  add({ key, timeStamp }) {
    if (timeStamp - this.last > PAUSE) this.text = "";
    this.last = timeStamp;
    this.text += key;
  }

  /** @param {number} at */
  clear(at) {
    this.text = "";
    this.taken = at + ENTER_WITHIN;
  }
}

/** @param {(code: string) => void} scanned */
export function listenForScanner(scanned) {
  const typed = new Typed();
  /**
   * @param {string} text
   * @param {Event} event
   */
  const take = (text, event) => {
    typed.clear(event.timeStamp);
    if (isField(event.target)) event.target.value = "";
    document.querySelectorAll("dialog[open]").forEach((open) => /** @type {HTMLDialogElement} */ (open).close());
    startPace(event.timeStamp);
    scanned(text.normalize("NFKC"));
  };
  document.addEventListener("keydown", (event) => pressed(event, typed, take), true);
  document.addEventListener("input", (event) => {
    if (isField(event.target) && isWhole(event.target.value)) take(event.target.value, event);
  }, true);
}

/**
 * @param {KeyboardEvent} event
 * @param {Typed} typed
 * @param {(text: string, event: Event) => void} take
 */
function pressed(event, typed, take) {
  if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
  if (event.key === "Enter") return ended(event, typed, take);
  if ([...event.key].length !== 1) return;
  // Else the first letters of a code would choose another checkpoint.
  if (event.target instanceof HTMLSelectElement) event.preventDefault();
  typed.add(event);
}

/**
 * @param {KeyboardEvent} event
 * @param {Typed} typed
 * @param {(text: string, event: Event) => void} take
 */
function ended(event, typed, take) {
  const late = event.timeStamp < typed.taken;
  const meant = isField(event.target) ? isWhole(typed.text) : typed.text.length >= SHORTEST;
  if (!late && !meant) return void (typed.text = "");
  event.preventDefault();
  event.stopPropagation();
  if (meant) take(typed.text, event);
}

/** @param {string} text */
const isWhole = (text) => text.length >= WHOLE && codePart(text).length === WHOLE;

/**
 * @param {EventTarget | null} target
 * @returns {target is HTMLInputElement | HTMLTextAreaElement}
 */
function isField(target) {
  return target instanceof HTMLInputElement || target instanceof HTMLTextAreaElement;
}
