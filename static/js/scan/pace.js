// @ts-check
/**
 * How long a verdict takes, from the frame that showed the code to the painted panel. It is told to the browser's own
 * timeline, as a measure named `verdict` with the steps in milliseconds, for whoever looks on: developer tools,
 * `make soak`. Nothing of it is kept, so that a day of scanning leaves no trace in memory.
 */

const NAME = "verdict";

/** @type {{ began: number, steps: Record<string, number> } | null} */
let running = null;

/** @param {number} began when the frame was there, or the last key was pressed; by the page's own clock */
export function startPace(began) {
  running = { began, steps: {} };
}

/** @param {string} name of what is done by now */
export function step(name) {
  if (running) running.steps[name] = performance.now() - running.began;
}

/** The panel has its words: what follows is the browser's part, layout and paint. */
export function endPace() {
  const ended = running;
  running = null;
  if (!ended) return;
  requestAnimationFrame(() => setTimeout(() => {
    performance.measure(NAME, { start: ended.began, end: performance.now(), detail: ended.steps });
    performance.clearMeasures(NAME);
  }));
}
