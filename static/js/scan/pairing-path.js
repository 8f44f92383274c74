// @ts-check
/** The code for pairing, wherever it was read: on the organizer's screen, in a message, or typed. */

const ADDRESS = /\/scan\/pair\/([0-9A-F]{32})\/?(?:$|[?#\s])|^\s*([0-9A-F]{32})\s*$/i;

/**
 * @param {string} text what was read, pasted or typed
 * @returns {string} the path on this host; '' where it is no code for pairing
 */
export function pairingPath(text) {
  const found = ADDRESS.exec(text.normalize("NFKC"));
  const code = (found?.[1] ?? found?.[2] ?? "").toUpperCase();
  return code && `/scan/pair/${code}/`;
}
