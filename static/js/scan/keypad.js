// @ts-check
/** Keys on the screen, for a kiosk without a keyboard. */
import { element } from "./config.js";

/**
 * @param {string} id of a dialog with a form of keys, an output and a button to send
 * @param {{ length: number, atLeast: number, shown: (typed: string) => string, typed: (text: string) => void }} options
 *        `shown`: how the output puts it; `typed`: called with what was typed, when it is sent
 */
export function keypad(id, { length, atLeast, shown, typed }) {
  const dialog = element(id, HTMLDialogElement);
  const output = element(`${id}-typed`, HTMLOutputElement);
  const send = element(`${id}-send`, HTMLButtonElement);
  let text = "";
  /** @param {string} now */
  const become = (now) => {
    text = now.slice(0, length);
    output.textContent = shown(text);
    send.disabled = text.length < atLeast;
  };
  dialog.addEventListener("click", (event) => {
    const key = event.target instanceof Element ? event.target.closest("button") : null;
    if (key?.dataset.key !== undefined) become(text + key.dataset.key);
    if (key?.dataset.delete !== undefined) become(text.slice(0, -1));
    if (key?.dataset.close !== undefined) dialog.close();
    if (key === send) typed(text);
  });
  dialog.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.key === "Backspace") become(text.slice(0, -1));
    const found = [...dialog.querySelectorAll("button[data-key]")].some((one) => one instanceof HTMLElement && one.dataset.key === event.key.toUpperCase());
    if (found) become(text + event.key.toUpperCase());
  });
  return {
    dialog,
    open() {
      become("");
      if (!dialog.open) dialog.showModal();
    },
    clear: () => become(""),
  };
}
