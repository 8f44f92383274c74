// @ts-check
const EVERY = 60_000;
const STEP_MINUTES = 5;

/**
 * Marks what is on now: in the list by a word at the time, in the grid by a line across the rooms.
 * @param {HTMLElement} root an agenda whose items have `data-starts` and `data-ends`; `data-now-label` is the word
 */
export default function mount(root) {
  const show = () => {
    markRunning(root, Date.now());
    if (root.classList.contains("agenda-grid")) drawLine(root, Date.now());
  };
  show();
  setInterval(show, EVERY);
}

/**
 * @param {HTMLElement} root
 * @param {number} now
 */
function markRunning(root, now) {
  for (const item of sessionsOf(root)) {
    const running = startOf(item) <= now && now < endOf(item) && !item.classList.contains("is-cancelled");
    item.classList.toggle("is-now", running);
    const time = item.querySelector(".session-time");
    if (time instanceof HTMLElement) time.dataset.now = root.dataset.nowLabel ?? "";
  }
}

/**
 * The line stands in the row of the present five minutes, counted from a session of which the row is known.
 * @param {HTMLElement} root
 * @param {number} now
 */
function drawLine(root, now) {
  root.querySelector(".now-line")?.remove();
  const sessions = sessionsOf(root);
  const first = Math.min(...sessions.map(startOf));
  const last = Math.max(...sessions.map(endOf));
  const known = sessions.find((item) => startOf(item) === first);
  if (!known || now < first || now >= last) return;
  const row = Number.parseInt(getComputedStyle(known).gridRowStart, 10);
  const line = document.createElement("li");
  line.className = "now-line";
  line.setAttribute("aria-hidden", "true");
  line.style.gridRow = String(row + Math.floor((now - first) / 60_000 / STEP_MINUTES));
  line.append(Object.assign(document.createElement("span"), { textContent: root.dataset.nowLabel ?? "" }));
  root.append(line);
}

/**
 * @param {HTMLElement} root
 * @returns {HTMLElement[]}
 */
function sessionsOf(root) {
  return [...root.querySelectorAll("[data-starts]")].filter((item) => item instanceof HTMLElement);
}

/** @param {HTMLElement} item */
const startOf = (item) => Date.parse(item.dataset.starts ?? "");

/** @param {HTMLElement} item */
const endOf = (item) => Date.parse(item.dataset.ends ?? "");
