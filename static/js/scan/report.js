// @ts-check
/**
 * Tells the organizers how this phone stands: every twenty seconds, and sooner when something worth telling has changed.
 *
 * @typedef {{ roster_at: string | null, waiting: number, checkpoint: string, clock_offset_ms: number, battery: number | null,
 *             charging: boolean | null, rehearsing: boolean, build: string, seen: string[] }} Report
 * @typedef {{ level: number, charging: boolean }} Battery
 */
import { config } from "./config.js";
import { forgetSeen, seen } from "./messages.js";
import { unsent } from "./standing.js";
import { worthTelling } from "./worth.js";

/** @param {import("./stage.js").Stage} stage */
export function mountReport(stage) {
  const { station } = stage;
  /** @type {{ at: number, told: Report } | null} */
  let last = null;
  let telling = false;
  stage.on("synced", async () => {
    const report = await reportOf(station);
    if (telling || !worthTelling(last, report, performance.now())) return;
    telling = true;
    try {
      const { messages } = await station.server.report(report);
      last = { at: performance.now(), told: report };
      await forgetSeen(report.seen);
      stage.tell("messages", messages);
    } catch {
      // the next turn tells it
    } finally {
      telling = false;
    }
  });
}

/**
 * @param {import("./station.js").Station} station
 * @returns {Promise<Report>}
 */
async function reportOf(station) {
  const battery = await batteryOf(navigator);
  return {
    roster_at: station.local.roster.asOf?.toISOString() ?? null,
    waiting: unsent(),
    checkpoint: station.post.checkpoint,
    clock_offset_ms: Math.round(station.offset),
    battery: battery ? Math.round(battery.level * 100) : null,
    charging: battery ? battery.charging : null,
    rehearsing: station.practise !== null,
    build: config.build,
    seen: await seen(),
  };
}

/**
 * Not every browser tells.
 * @param {object} browser
 * @returns {Promise<Battery | null>}
 */
async function batteryOf(browser) {
  const asked = /** @type {{ getBattery?: () => Promise<Battery> }} */ (browser).getBattery?.();
  return asked ? asked.catch(() => null) : null;
}
