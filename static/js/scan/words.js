// @ts-check
/** What a verdict is called at each kind of checkpoint: at a meal one is served, on a bus one is aboard. */
import { verdictText } from "./config.js";

/** @type {Map<string, string>} by checkpoint */
const kinds = new Map();
/** Where a headcount goes on, the first word is another. */
let counting = false;

/**
 * @param {import("./api.js").Device} device
 * @param {string} round
 */
export function learnKinds(device, round) {
  for (const { id, kind } of device.checkpoints) kinds.set(id, kind);
  counting = round !== "";
}

/**
 * @param {string} checkpoint
 * @param {string} name
 */
function key(checkpoint, name) {
  return `${counting ? "round" : (kinds.get(checkpoint) ?? "")}.${name}`;
}

/**
 * @param {string} checkpoint
 * @param {string} name
 */
export const has = (checkpoint, name) => verdictText(key(checkpoint, name)) !== key(checkpoint, name);

/**
 * @param {string} checkpoint
 * @param {string} name of a verdict
 */
export function wordAt(checkpoint, name) {
  return has(checkpoint, name) ? verdictText(key(checkpoint, name)) : verdictText(name === "repeat_out" ? "repeat" : name);
}
