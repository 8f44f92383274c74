// @ts-check
/**
 * What the organizers tell this phone: it stands on the picture until somebody taps it away, and that is told them.
 *
 * @typedef {{ id: string, text: string, at: string }} Message
 */
import { element, say } from "./config.js";
import { fact, keepFact } from "./store.js";
import { LOCALE } from "./verdict.js";

const SEEN = "seen";

/** @returns {Promise<string[]>} the messages that were tapped away here, until the server knows */
export async function seen() {
  return (await fact(SEEN)) ?? [];
}

/** @param {string[]} told that the server knows by now */
export async function forgetSeen(told) {
  if (told.length > 0) await keepFact(SEEN, (await seen()).filter((id) => !told.includes(id)));
}

/** @param {import("./stage.js").Stage} stage */
export function mountMessages(stage) {
  const panel = element("message", HTMLElement);
  /** @type {Message[]} */
  let waiting = [];
  const show = () => {
    const [first] = waiting;
    panel.hidden = !first;
    if (!first) return;
    const { zone } = stage.station.device.event;
    const time = new Date(first.at).toLocaleTimeString(LOCALE, { timeZone: zone, hour: "2-digit", minute: "2-digit" });
    element("message-from", HTMLElement).textContent = say("message", { time });
    element("message-text", HTMLElement).textContent = first.text;
  };
  stage.on("messages", async (messages) => {
    const done = await seen();
    const fresh = messages.filter((one) => !done.includes(one.id));
    if (fresh[0] && fresh[0].id !== waiting[0]?.id) navigator.vibrate?.([80, 80, 80]);
    waiting = fresh;
    show();
  });
  element("message-seen", HTMLButtonElement).addEventListener("click", async () => {
    const [first, ...others] = waiting;
    if (!first) return;
    await keepFact(SEEN, [...(await seen()), first.id]);
    waiting = others;
    show();
  });
}
