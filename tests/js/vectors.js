// @ts-check
/** The vectors that the server's code is tested with, too. */
import { readFileSync } from "node:fs";

/**
 * @param {string} name
 * @returns {any}
 */
export const vectors = (name) => JSON.parse(readFileSync(new URL(`../vectors/${name}.json`, import.meta.url), "utf8"));
