// @ts-check
/** Handing over what waits on this phone as a file, for who cannot get on the network or is taken no more. */
import { element, say } from "./config.js";
import { fileOf } from "./queue-file.js";
import { canSeal } from "./seal.js";
import { fact, waitingScans } from "./store.js";

/**
 * Save a file for each event that something waits for.
 * @returns {Promise<{ saved: number, left: number }>} scans in the files, and those that no file can take
 */
export async function saveWaiting() {
  const [grant, device] = await Promise.all([fact("grant"), fact("device")]);
  const mine = device && { device: device.id, name: device.name, event: device.event.id, file_key: device.file_key, sealing_key: device.sealing_key };
  const waiting = (await waitingScans()).map((scan) => ({ ...scan, from: scan.from ?? (scan.token === grant?.token ? mine : undefined) }));
  const able = waiting.filter((scan) => scan.from?.file_key && canSeal());
  for (const event of new Set(able.map((scan) => scan.from?.event ?? ""))) {
    await hand(await fileOf(event, able.filter((scan) => scan.from?.event === event)));
  }
  return { saved: able.length, left: waiting.length - able.length };
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
 * A button that saves the file, and a line that says how that went.
 * @param {string} button
 * @param {string} line
 * @param {() => void} [saved]
 */
export function saveButton(button, line, saved = () => {}) {
  const said = element(line, HTMLElement);
  element(button, HTMLButtonElement).addEventListener("click", async () => {
    said.textContent = "";
    try {
      const { saved: number, left } = await saveWaiting();
      said.textContent = [number ? say("saved", { number }) : "", left ? say("not_saved", { number: left }) : "", number + left ? "" : say("none_waiting")].filter(Boolean).join(" ");
      if (number) saved();
    } catch (error) {
      if (!(error instanceof DOMException && error.name === "AbortError")) said.textContent = say("not_saved_now");
    }
  });
}

/** The section of the sheet “More”. */
export function mountHandover() {
  saveButton("save-waiting", "save-said");
}
