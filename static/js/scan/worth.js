// @ts-check
/** When a phone tells the organizers how it stands. @typedef {import("./report.js").Report} Report */

const EVERY = 20_000;
const SOONEST = 4000;
const SECOND = 1000;
/** As many scans more or less that wait, and per cent of the battery, are worth telling. */
const [SCANS, PERCENT] = [10, 5];

/**
 * @param {{ at: number, told: Report } | null} last what the server knows, and since when
 * @param {Report} report
 * @param {number} now milliseconds
 */
export function worthTelling(last, report, now) {
  if (!last || now - last.at >= EVERY) return true;
  const { told } = last;
  if (report.seen.length > 0) return true;
  if (now - last.at < SOONEST) return false;
  const queue = (told.waiting === 0) !== (report.waiting === 0) || Math.abs(told.waiting - report.waiting) >= SCANS;
  const power = told.charging !== report.charging || Math.abs((told.battery ?? 0) - (report.battery ?? 0)) >= PERCENT;
  const clock = Math.abs(told.clock_offset_ms - report.clock_offset_ms) > 30 * SECOND;
  return queue || power || clock || told.checkpoint !== report.checkpoint || told.rehearsing !== report.rehearsing;
}
