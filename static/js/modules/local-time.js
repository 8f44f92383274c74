// @ts-check
/**
 * Puts the reader's own time beside each `time[data-own]` where it differs from the place's. The words come once,
 * above the element, from `data-own-legend`, or after each time from `data-own-label`.
 * @param {HTMLElement} root
 */
export default function mount(root) {
  const label = root.dataset.ownLabel ?? "";
  const legend = root.dataset.ownLegend ?? "";
  let shown = 0;
  for (const element of root.querySelectorAll("time[data-own]")) {
    const own = element instanceof HTMLTimeElement ? ownTime(element.dateTime) : "";
    if (!own) continue;
    (element.parentElement ?? element).append(note(own, label, legend !== ""));
    shown += 1;
  }
  if (shown > 0 && legend && !document.querySelector(".own-legend")) explain(legend);
}

/**
 * @param {string} own
 * @param {string} label
 * @param {boolean} brief the label is for those who listen only
 */
function note(own, label, brief) {
  const words = Object.assign(document.createElement("span"), { textContent: ` ${label}` });
  if (brief) words.className = "visually-hidden";
  const element = Object.assign(document.createElement("span"), { className: "time-own", textContent: own });
  element.append(words);
  return element;
}

/**
 * Stands above the first of the page's agendas, whichever was mounted first.
 * @param {string} legend
 */
function explain(legend) {
  const first = document.querySelector("[data-own-legend]");
  const place = first?.closest(".agenda-day") ?? first;
  place?.before(Object.assign(document.createElement("p"), { className: "own-legend small quiet", textContent: legend }));
}

/**
 * "08:00", "23:30 −1" (the day before) or "" where the reader's clock shows the same.
 * @param {string} stamp ISO 8601 with the place's offset, as 2027-06-20T14:00:00+08:00
 */
export function ownTime(stamp) {
  const instant = new Date(stamp);
  const clock = `${two(instant.getHours())}:${two(instant.getMinutes())}`;
  const own = Date.UTC(instant.getFullYear(), instant.getMonth(), instant.getDate());
  const days = Math.round((own - Date.parse(`${stamp.slice(0, 10)}T00:00:00Z`)) / 86_400_000);
  if (Number.isNaN(days) || (days === 0 && clock === stamp.slice(11, 16))) return "";
  return days === 0 ? clock : `${clock} ${days > 0 ? "+" : "−"}${Math.abs(days)}`;
}

/** @param {number} value */
const two = (value) => String(value).padStart(2, "0");
