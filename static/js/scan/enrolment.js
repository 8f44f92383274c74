// @ts-check
/** Which of the three screens is shown, and which device this browser is, if any. */
import { Refused, Server } from "./api.js";
import { element, say } from "./config.js";
import { offerFile } from "./handover.js";
import { offerPairing } from "./pairing.js";
import { Queue } from "./queue.js";
import { showQueue, unsent } from "./standing.js";
import { fact, keepFact, waitingScans, wipeIndex } from "./store.js";

const screens = ["in-app", "unpaired", "ready", "stage"].map((id) => element(id, HTMLElement));

/** @param {string} id */
export function showScreen(id) {
  for (const screen of screens) screen.hidden = screen.id !== id;
}

/**
 * @param {string} [why]
 * @param {boolean} [forNow] the server was not reached yet: what waits is neither lost nor refused
 */
export function showUnpaired(why = "", forNow = false) {
  const said = element("unpaired-why", HTMLElement);
  said.textContent = why;
  said.hidden = !why;
  showScreen("unpaired");
  showOffers();
  offerPairing();
  offerLeftOver();
  if (!forNow) showLeftOver();
}

/**
 * Hand over what waits, as long as the server takes it, and say that this browser scans no more.
 * @param {Queue} queue
 */
export async function leave(queue) {
  await wipeIndex();
  await queue.flush();
  showUnpaired([say(queue.dead.has(queue.server.token) ? "unknown_device" : "revoked"), unsent() ? say("waiting", { number: unsent() }) : ""].filter(Boolean).join(" "));
}

let offered = false;

/** Once, however often the screen is shown. */
function offerLeftOver() {
  if (!offered) offerFile("left-over", () => true, showLeftOver);
  offered = true;
}

/** What waits here although this browser is no device: a file brings it in, and what is in a file may go. */
async function showLeftOver() {
  const box = element("left-over", HTMLElement);
  const number = (await waitingScans()).length;
  showQueue(number);
  box.hidden = number === 0;
  element("left-over-says", HTMLElement).textContent = say("left_over", { number });
}

/** What this browser may become: by its reader's roles, so it is no part of the page that browsers keep. */
async function showOffers() {
  const offers = element("offers", HTMLElement);
  if (!offers.dataset.src || offers.childElementCount > 0) return;
  const answer = await fetch(offers.dataset.src).catch(() => null);
  if (answer?.ok) offers.innerHTML = await answer.text();
}

/** What this browser is, as the server or else this phone knows it; null where it is no device (any more). */
export async function enrolled() {
  const grant = await fact("grant");
  if (!grant) return null;
  const server = new Server(grant.token);
  for (;;) {
    try {
      const device = await server.device();
      await keepFact("device", device);
      return { server, device };
    } catch (error) {
      if (error instanceof Refused && error.final) {
        await leave(new Queue(server, { answered() {}, waiting: showQueue, lost() {} }));
        return null;
      }
      const device = await fact("device");
      if (device) return { server, device };
      showUnpaired(say(error instanceof Refused ? "server" : "offline"), true);
      await new Promise((resolve) => setTimeout(resolve, 3000));
    }
  }
}
