// @ts-check
/** The page after pairing: puts the token into the browser's store and goes on to the scanner. */
import { becomeDevice } from "./store.js";

const grant = JSON.parse(document.getElementById("grant")?.textContent ?? "null");
const onward = document.getElementById("go-on");
if (grant && onward instanceof HTMLAnchorElement) {
  await becomeDevice(grant);
  navigator.storage?.persist?.().catch(() => {});
  location.replace(onward.href);
}
