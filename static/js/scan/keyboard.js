// @ts-check
/**
 * A USB scanner types like a very fast person and ends with Enter, wherever the focus is.
 * A Chinese input method turns its letters into full-width ones: NFKC turns them back.
 */

/** Milliseconds without a key after which another code begins; a scanner behind a busy radio stutters. */
const PAUSE = 1000;
const SHORTEST = 8;

/** @param {(code: string) => void} scanned */
export function listenForScanner(scanned) {
  let typed = "";
  let last = 0;
  document.addEventListener("keydown", (event) => {
    if (event.target instanceof HTMLInputElement || event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.timeStamp - last > PAUSE) typed = "";
    last = event.timeStamp;
    if (event.key === "Enter" && typed.length >= SHORTEST) {
      event.preventDefault();
      scanned(typed.normalize("NFKC"));
      typed = "";
    } else if ([...event.key].length === 1) {
      typed += event.key;
    }
  });
}
