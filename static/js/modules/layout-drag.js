// @ts-check
/**
 * Handles over the preview of a layout: an element is dragged, or moved with the arrow keys by half a millimetre,
 * with Shift by five. What moves are the numbers in the form `data-form`; its input event brings the next preview.
 * @param {HTMLElement} root
 */
export default function mount(root) {
  const form = document.getElementById(root.dataset.form ?? "");
  if (!(form instanceof HTMLFormElement)) return;
  /** @type {string | undefined} */
  let focused;
  root.addEventListener("htmx:beforeSwap", () => {
    const handle = document.activeElement;
    focused = handle instanceof HTMLElement && root.contains(handle) ? handle.dataset.handle : undefined;
  });
  root.addEventListener("htmx:afterSwap", () => handles(root, form, focused));
  handles(root, form);
}

const STEP = 0.5;
/** @type {Record<string, [number, number]>} */
const ARROWS = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };
/** Sizes in mm, by the value of the form's field. @type {Record<string, [number, number]>} */
const SIZES = { a6: [105, 148], a7: [74, 105], card: [86, 54], us43: [101.6, 76.2] };

/**
 * @param {HTMLElement} root
 * @param {HTMLFormElement} form
 * @param {string} [focused] the handle that had the focus before its page was drawn anew
 */
function handles(root, form, focused) {
  if (typed(form, "sides") === "fold") return;
  const size = SIZES[typed(form, "size")] ?? [number(form, "width"), number(form, "height")];
  root.querySelectorAll("[data-page]").forEach((page, index) => {
    const side = index === 0 ? "front" : "back";
    for (const element of form.querySelectorAll(`[data-element^="${side}-"]`)) {
      if (!(page instanceof HTMLElement) || !(element instanceof HTMLElement)) continue;
      const handle = one(form, element, page, size);
      page.append(handle);
      if (handle.dataset.handle === focused) handle.focus({ preventScroll: true });
    }
  });
}

/**
 * @param {HTMLFormElement} form
 * @param {HTMLElement} element
 * @param {HTMLElement} page
 * @param {[number, number]} size
 */
function one(form, element, page, size) {
  const name = element.dataset.element ?? "";
  const handle = document.createElement("button");
  handle.type = "button";
  handle.className = "layout-handle";
  handle.dataset.handle = name;
  handle.setAttribute("aria-label", element.querySelector(".layout-kind")?.textContent ?? name);
  place(form, handle, size);
  const move = (/** @type {number} */ x, /** @type {number} */ y) => {
    put(form, `${name}-x`, x, size[0] - number(form, `${name}-w`));
    put(form, `${name}-y`, y, size[1] - number(form, `${name}-h`));
    place(form, handle, size);
  };
  handle.addEventListener("dblclick", () => open(element));
  handle.addEventListener("keydown", (event) => {
    const way = ARROWS[event.key];
    if (event.key === "Enter") open(element);
    if (!way) return;
    event.preventDefault();
    const step = event.shiftKey ? 5 : STEP;
    move(number(form, `${name}-x`) + way[0] * step, number(form, `${name}-y`) + way[1] * step);
    tell(form);
  });
  handle.addEventListener("pointerdown", (event) => drag(event, handle, page, size, form, move));
  return handle;
}

/**
 * @param {PointerEvent} event
 * @param {HTMLElement} handle
 * @param {HTMLElement} page
 * @param {[number, number]} size
 * @param {HTMLFormElement} form
 * @param {(x: number, y: number) => void} move
 */
function drag(event, handle, page, size, form, move) {
  const name = handle.dataset.handle ?? "";
  const [left, top] = [number(form, `${name}-x`), number(form, `${name}-y`)];
  const scale = size[0] / page.clientWidth;
  handle.setPointerCapture(event.pointerId);
  const follow = (/** @type {PointerEvent} */ now) => {
    move(left + (now.clientX - event.clientX) * scale, top + (now.clientY - event.clientY) * scale);
  };
  handle.addEventListener("pointermove", follow);
  const end = () => {
    handle.removeEventListener("pointermove", follow);
    tell(form);
  };
  handle.addEventListener("lostpointercapture", end, { once: true });
}

/**
 * In parts of the page, whatever its size on the screen.
 * @param {HTMLFormElement} form
 * @param {HTMLElement} handle
 * @param {[number, number]} size
 */
function place(form, handle, size) {
  const name = handle.dataset.handle ?? "";
  const part = (/** @type {string} */ field, /** @type {number} */ whole) => `${(100 * number(form, `${name}-${field}`)) / whole}%`;
  handle.style.left = part("x", size[0]);
  handle.style.top = part("y", size[1]);
  handle.style.width = part("w", size[0]);
  handle.style.height = part("h", size[1]);
}

/** @param {HTMLElement} element */
function open(element) {
  if (!(element instanceof HTMLDetailsElement)) return;
  element.open = true;
  element.querySelector("summary")?.focus();
}

/**
 * @param {HTMLFormElement} form
 * @param {string} name
 */
function typed(form, name) {
  const field = form.elements.namedItem(name);
  return field instanceof HTMLInputElement || field instanceof HTMLSelectElement ? field.value : "";
}

/**
 * @param {HTMLFormElement} form
 * @param {string} name
 */
function number(form, name) {
  return Number.parseFloat(typed(form, name).replace(",", ".")) || 0;
}

/**
 * To the nearest half millimetre, on the badge.
 * @param {HTMLFormElement} form
 * @param {string} name
 * @param {number} value
 * @param {number} most
 */
function put(form, name, value, most) {
  const field = form.elements.namedItem(name);
  if (!(field instanceof HTMLInputElement)) return;
  const rounded = Math.round(value / STEP) * STEP;
  field.value = String(Math.round(Math.max(0, Math.min(rounded, most)) * 10) / 10);
}

/** @param {HTMLFormElement} form */
function tell(form) {
  form.dispatchEvent(new Event("input", { bubbles: true }));
}
