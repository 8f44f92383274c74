// @ts-check
/**
 * What the scanner can do beyond scanning. Each feature is a module with one function, called once when the phone
 * stands at its first checkpoint; it finds its own elements, and listens to the stage.
 */

import { mountConflicts } from "./conflicts.js";
import { mountDesk } from "./desk.js";
import { mountEquipment } from "./equipment.js";
import { mountHeadcount } from "./headcount.js";
import { mountKiosk } from "./kiosk.js";
import { mountHandover } from "./handover.js";
import { mountMessages } from "./messages.js";
import { mountRehearsal } from "./rehearsal.js";
import { mountReport } from "./report.js";
import { mountTally } from "./tally.js";
import { mountWalkIn } from "./walkin.js";

/** @typedef {(stage: import("./stage.js").Stage) => void} Feature */

/** @type {Feature[]} */
const FEATURES = [mountKiosk, mountDesk, mountWalkIn, mountMessages, mountReport, mountRehearsal, mountHandover, mountConflicts, mountEquipment, mountHeadcount, mountTally];

/** @param {import("./stage.js").Stage} stage */
export function mountFeatures(stage) {
  for (const mount of FEATURES) mount(stage);
}
