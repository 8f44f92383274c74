// @ts-check
/**
 * Mounts ES modules on the elements that name them: `data-module="copy confirm"` calls the default export of
 * `modules/copy.js` and `modules/confirm.js` with the element. Pages work without any of them.
 */

/** @typedef {{ default: (root: HTMLElement) => void }} Mountable */

const NAME = /^[a-z][a-z-]*$/;
const MOUNTED = "mounted";

/**
 * Relative to this script, whatever the folder it is served from.
 * @param {string} name
 */
function addressOf(name) {
  return new URL(`modules/${name}.js`, import.meta.url).href;
}

/**
 * @param {HTMLElement} element
 */
async function mountOne(element) {
  const names = (element.dataset.module ?? "").split(/\s+/).filter((name) => NAME.test(name));
  for (const name of names) {
    const module = /** @type {Mountable} */ (await import(addressOf(name)));
    module.default(element);
  }
}

/**
 * Mount everything under `root` that is not mounted yet.
 * @param {ParentNode} root
 */
export function mountAll(root) {
  for (const element of root.querySelectorAll("[data-module]")) {
    if (!(element instanceof HTMLElement) || element.dataset[MOUNTED] !== undefined) continue;
    element.dataset[MOUNTED] = "";
    mountOne(element).catch((error) => console.error(error));
  }
}

mountAll(document);
document.addEventListener("htmx:load", () => mountAll(document));
