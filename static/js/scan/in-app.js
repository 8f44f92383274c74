// @ts-check
/** The screen for browsers inside other apps: what they cannot do, and how to get out of them. */
import { config, element, pick } from "./config.js";
import { showScreen } from "./enrolment.js";

/**
 * Where this is such a browser, say so; ends when the reader goes on all the same.
 * @returns {Promise<void>}
 */
export async function warnInsideApps() {
  const agent = navigator.userAgent.toLowerCase();
  const app = config.in_app.find(({ mark }) => agent.includes(mark));
  if (!app) return;
  for (const place of document.querySelectorAll("[data-app]")) place.textContent = pick(app.name);
  const address = element("in-app-address", HTMLInputElement);
  address.value = `${location.origin}${location.pathname}`;
  element("in-app-copy", HTMLButtonElement).addEventListener("click", () => copy(address));
  showScreen("in-app");
  await new Promise((resolve) => element("in-app-go-on", HTMLButtonElement).addEventListener("click", resolve, { once: true }));
}

/** @param {HTMLInputElement} address stays selected, for whoever has to copy it by hand */
async function copy(address) {
  address.select();
  const copied = await navigator.clipboard?.writeText(address.value).then(() => true, () => false);
  element("in-app-copied", HTMLElement).hidden = !(copied || document.execCommand("copy"));
}
