// @ts-check
/** Handing over what waits on this phone as a file, for who cannot get on the network or is taken no more. */
import { element, say } from "./config.js";
import { fileOf } from "./queue-file.js";
import { canSeal } from "./seal.js";
import { dropScan, fact, waitingScans } from "./store.js";

/**
 * Save a file for each event that something waits for.
 * @returns {Promise<{ saved: import("./queue.js").Waiting[], left: number }>} what is in the files, and how many no file can take
 */
export async function saveWaiting() {
  const [grant, device] = await Promise.all([fact("grant"), fact("device")]);
  const mine = device && { device: device.id, name: device.name, event: device.event.id, file_key: device.file_key, sealing_key: device.sealing_key };
  const waiting = (await waitingScans()).map((scan) => ({ ...scan, from: scan.from ?? (scan.token === grant?.token ? mine : undefined) }));
  const able = waiting.filter((scan) => scan.from?.file_key && canSeal());
  for (const event of new Set(able.map((scan) => scan.from?.event ?? ""))) {
    await hand(await fileOf(event, able.filter((scan) => scan.from?.event === event)));
  }
  return { saved: able, left: waiting.length - able.length };
}

/**
 * Apple's phones pass files on by their share sheet, which a saved page has; others put it with the downloads.
 * @param {string} content
 */
async function hand(content) {
  const name = `luntan-scans-${new Date().toISOString().slice(0, 19).replace(/[^0-9]/g, "")}.json`;
  const file = new File([content], name, { type: "application/json" });
  if (/iPhone|iPad/.test(navigator.userAgent) && navigator.canShare?.({ files: [file] })) return navigator.share({ files: [file] });
  const link = document.createElement("a");
  link.href = URL.createObjectURL(file);
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 60_000);
}

/**
 * A button that saves the file, a line that says how that went, and then a way to let go of what only a file can bring in.
 * @param {string} name of the widget, with which its elements' ids begin
 * @param {(scan: import("./queue.js").Waiting) => boolean} stuck whether the server takes it no more
 * @param {() => void} [dropped]
 */
export function offerFile(name, stuck, dropped = () => {}) {
  const [said, drop] = [element(`${name}-said`, HTMLElement), element(`${name}-drop`, HTMLDetailsElement)];
  /** @type {string[]} */
  let inFile = [];
  element(`${name}-save`, HTMLButtonElement).addEventListener("click", async () => {
    const made = await saveWaiting().catch((error) => (error instanceof DOMException && error.name === "AbortError" ? null : "failed"));
    if (made === null) return;
    said.textContent = made === "failed" ? say("not_saved_now") : outcome(made);
    inFile = made === "failed" ? [] : made.saved.filter(stuck).map((scan) => scan.scan_id);
    drop.hidden = inFile.length === 0;
  });
  element(`${name}-forget`, HTMLButtonElement).addEventListener("click", async () => {
    for (const scanId of inFile) await dropScan(scanId);
    said.textContent = "";
    drop.hidden = true;
    dropped();
  });
}

/** @param {{ saved: unknown[], left: number }} made */
function outcome({ saved, left }) {
  if (saved.length + left === 0) return say("none_waiting");
  return [saved.length ? say("saved", { number: saved.length }) : "", left ? say("not_saved", { number: left }) : ""].filter(Boolean).join(" ");
}

/**
 * The section of the sheet “More”.
 * @param {import("./stage.js").Stage} stage
 */
export function mountHandover({ station: { queue } }) {
  offerFile("waiting-file", (scan) => queue.dead.has(scan.token), () => void queue.count());
}
