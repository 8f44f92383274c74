// @ts-check
/**
 * Finds people on a long list of ticks while one types; Enter ticks the first who is left, and a short code that is
 * typed or scanned ticks its person at once. `data-rows` names the list, whose rows say in `data-find` what finds them.
 * @param {HTMLElement} root
 */
export default function mount(root) {
  const rows = [...document.querySelectorAll(`#${root.dataset.rows} [data-find]`)].filter((row) => row instanceof HTMLElement);
  const [input, said] = [root.querySelector("input"), root.querySelector("[data-said]")];
  if (!input || !(said instanceof HTMLElement)) return;
  root.hidden = false;
  const narrow = () => {
    const words = folded(input.value).split(" ").filter(Boolean);
    for (const row of rows) row.hidden = !words.every((word) => (row.dataset.find ?? "").includes(word));
  };
  const count = () => {
    const number = rows.filter((row) => box(row)?.checked).length;
    said.textContent = number ? (said.dataset.text ?? "").replace("{number}", String(number)) : "";
  };
  input.addEventListener("input", narrow);
  input.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" || event.isComposing) return;
    event.preventDefault();
    const first = input.value.trim() && box(rows.find((row) => !row.hidden));
    if (first) first.checked = true;
    input.value = "";
    narrow();
    count();
  });
  root.closest("form")?.addEventListener("change", count);
  count();
}

/** @param {HTMLElement | undefined} row */
function box(row) {
  const found = row?.querySelector("input[type=checkbox]");
  return found instanceof HTMLInputElement ? found : null;
}

/** A short code is found with its hyphen and without. @param {string} text */
function folded(text) {
  return text.normalize("NFKC").toLowerCase().replace(/^([0-9a-z]{4})-([0-9a-z]{4})$/, "$1$2");
}
