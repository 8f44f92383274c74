// @ts-check
/** What the desk's form shows of badges, codes, and walk-ins that are on their way. */
import { parse } from "./codec.js";
import { element, pick, say } from "./config.js";

const SVG = "http://www.w3.org/2000/svg";

/** @param {string} text */
export function claimsOf(text) {
  const parsed = text ? parse(text) : "empty";
  return typeof parsed === "string" ? null : parsed.claims;
}

/**
 * @param {HTMLElement} box
 * @param {{ path: string, size: number } | null} code
 */
export function drawCode(box, code) {
  box.hidden = !code;
  if (!code) return box.replaceChildren();
  const [picture, path] = [document.createElementNS(SVG, "svg"), document.createElementNS(SVG, "path")];
  picture.setAttribute("viewBox", `-4 -4 ${code.size + 8} ${code.size + 8}`);
  picture.setAttribute("shape-rendering", "crispEdges");
  path.setAttribute("d", code.path);
  picture.append(path);
  box.replaceChildren(picture);
}

/** @param {import("./arrivals.js").Kept[]} kept */
export function showKept(kept) {
  const line = element("walk-ins-kept", HTMLElement);
  const failed = kept.filter((one) => one.failed).length;
  line.textContent = [kept.length > 0 ? say("walk_ins_kept", { number: kept.length }) : "", failed > 0 ? say("walk_ins_failed", { number: failed }) : ""].filter(Boolean).join(" ");
  line.hidden = kept.length === 0;
}

/** @param {import("./arrivals.js").Taken} taken */
export function showTrouble(taken) {
  if (!taken.trouble) return;
  const line = element("walk-ins-trouble", HTMLElement);
  line.hidden = false;
  const name = taken.person ? pick(taken.person.name) : "";
  line.textContent = [name, say(`trouble_${taken.trouble}`), taken.short_code].filter(Boolean).join(" · ");
}
