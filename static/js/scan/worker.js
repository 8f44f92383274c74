// @ts-check
/**
 * The scanner's service worker: keeps the page and what it is made of, so that it opens without a network. It holds
 * nothing of anyone, answers for nothing else, and never for the API. A classic script, since not every browser takes
 * modules here; the server puts before it which files belong to this build.
 *
 * @typedef {{ build: string, pages: Record<string, string>, files: string[] }} Shell
 */
(() => {
  const worker = /** @type {ServiceWorkerGlobalScope & { SHELL: Shell }} */ (/** @type {unknown} */ (self));
  const { build, pages, files } = worker.SHELL;
  const NAME = `scan-${build}`;
  const CHOICE = "/scan/language";

  worker.addEventListener("install", (event) => event.waitUntil(keepShell()));
  worker.addEventListener("activate", (event) => event.waitUntil(dropOthers()));
  worker.addEventListener("fetch", (event) => {
    const { pathname, search, origin } = new URL(event.request.url);
    if (event.request.method !== "GET" || origin !== location.origin) return;
    if (event.request.mode === "navigate" && pathname === "/scan/") event.respondWith(page(new URLSearchParams(search)));
    else if (files.includes(pathname + search)) event.respondWith(file(event.request));
  });

  async function keepShell() {
    const cache = await caches.open(NAME);
    // Without cookies: neither whose browser it is nor the reader's chosen language may depend on this.
    const fresh = /** @type {RequestInit} */ ({ cache: "reload", credentials: "omit" });
    await cache.addAll([...Object.values(pages), ...files].map((path) => new Request(path, fresh)));
    await worker.skipWaiting();
  }

  async function dropOthers() {
    const names = await caches.keys();
    await Promise.all(names.filter((name) => name.startsWith("scan-") && name !== NAME).map((name) => caches.delete(name)));
    await worker.clients.claim();
  }

  /**
   * The page in the language asked for, or in the one that was asked for last.
   * @param {URLSearchParams} options
   */
  async function page(options) {
    const cache = await caches.open(NAME);
    const asked = options.get("lang") ?? "";
    if (pages[asked]) await cache.put(CHOICE, new Response(asked));
    const language = pages[asked] ? asked : ((await (await cache.match(CHOICE))?.text()) ?? preferred());
    const path = pages[language] ?? "";
    return (await cache.match(path)) ?? fetch(path);
  }

  const preferred = () => (navigator.languages.find((one) => pages[one.slice(0, 2)]) ?? "en").slice(0, 2);

  /** @param {Request} request */
  async function file(request) {
    const cache = await caches.open(NAME);
    return (await cache.match(request)) ?? fetch(request);
  }
})();
