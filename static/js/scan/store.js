// @ts-check
/**
 * What the browser keeps: the device's token, its last sequence number, the scans that wait to be sent, and the roster.
 * IndexedDB, since it survives a reload, a crash and a flat battery, and two tabs take turns at it.
 */

const NAME = "luntan-scan";
const FACTS = "facts";
const QUEUE = "queue";
/** The server takes none above, and this one as often as it comes. */
const LAST_SEQUENCE = 1e15;
const PEOPLE = "people";
const PLACES = "places";
/** @type {Record<string, (database: IDBDatabase) => unknown>} */
const TABLES = {
  [FACTS]: (database) => database.createObjectStore(FACTS),
  [QUEUE]: (database) => database.createObjectStore(QUEUE, { keyPath: "scan_id" }),
  [PEOPLE]: (database) => database.createObjectStore(PEOPLE, { keyPath: "id" }),
  [PLACES]: (database) => database.createObjectStore(PLACES, { keyPath: ["checkpoint", "registration"] }),
};

/** @returns {Promise<IDBDatabase>} */
function open() {
  return new Promise((resolve, reject) => {
    const request = indexedDB.open(NAME, 3);
    request.onupgradeneeded = () => {
      for (const [name, make] of Object.entries(TABLES)) {
        if (!request.result.objectStoreNames.contains(name)) make(request.result);
      }
    };
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });
}

/** @type {Promise<IDBDatabase> | undefined} */
let database;

/**
 * Run `work` in one transaction; its answer comes when all of it is on disk.
 * @template T
 * @param {string} table
 * @param {IDBTransactionMode} mode
 * @param {(store: IDBObjectStore) => IDBRequest<T>} work
 * @returns {Promise<T>}
 */
async function within(table, mode, work) {
  database ??= open();
  const transaction = (await database).transaction(table, mode);
  const request = work(transaction.objectStore(table));
  return new Promise((resolve, reject) => {
    transaction.oncomplete = () => resolve(request.result);
    transaction.onerror = transaction.onabort = () => reject(transaction.error);
  });
}

/** @param {string} name */
export const fact = (name) => within(FACTS, "readonly", (store) => store.get(name));

/**
 * @param {string} name
 * @param {unknown} value
 */
export const keepFact = (name, value) => within(FACTS, "readwrite", (store) => store.put(value, name));

/** @returns {Promise<import("./queue.js").Waiting[]>} */
export const waitingScans = () => within(QUEUE, "readonly", (store) => store.getAll());

/** @param {import("./queue.js").Waiting} scan */
export const keepScan = (scan) => within(QUEUE, "readwrite", (store) => store.put(scan));

/** @param {string} scanId */
export const dropScan = (scanId) => within(QUEUE, "readwrite", (store) => store.delete(scanId));

/**
 * Become another device. What waits was scanned by the one before, and has its token with it.
 * @param {{ token: string, device: string }} grant
 */
export async function becomeDevice(grant) {
  await keepFact("grant", grant);
  await keepFact("sequence", 0);
  await keepFact("device", null);
  await keepFact("roster", null);
}

/**
 * The next sequence number; each is given once, also to two tabs.
 * @param {number} atLeast what the server has seen so far
 * @returns {Promise<number>}
 */
export async function nextSequence(atLeast) {
  database ??= open();
  const transaction = (await database).transaction(FACTS, "readwrite");
  const store = transaction.objectStore(FACTS);
  let next = atLeast;
  const last = store.get("sequence");
  last.onsuccess = () => {
    next = Math.min(Math.max(atLeast, (Number(last.result) || 0) + 1), LAST_SEQUENCE);
    store.put(next, "sequence");
  };
  return new Promise((resolve, reject) => {
    transaction.oncomplete = () => resolve(next);
    transaction.onerror = transaction.onabort = () => reject(transaction.error);
  });
}

/** @returns {Promise<{ head: import("./roster.js").Head | null, people: import("./roster.js").Person[], places: import("./roster.js").Place[] }>} */
export async function storedRoster() {
  const [head, people, places] = await Promise.all([fact("roster"), all(PEOPLE), all(PLACES)]);
  return { head: head ?? null, people, places };
}

/** @param {string} table */
const all = (table) => within(table, "readonly", (store) => store.getAll());

/**
 * The roster's changes, all of them or, at a crash, none.
 * @param {import("./roster.js").Head} head
 * @param {import("./roster.js").Changes} changes
 * @returns {Promise<void>}
 */
export async function keepRoster(head, { whole, people, gone, places }) {
  database ??= open();
  const transaction = (await database).transaction([FACTS, PEOPLE, PLACES], "readwrite");
  const [kept, where] = [transaction.objectStore(PEOPLE), transaction.objectStore(PLACES)];
  if (whole) for (const store of [kept, where]) store.clear();
  for (const id of gone) kept.delete(id);
  for (const person of people) kept.put(person);
  for (const place of places) where.put(place);
  transaction.objectStore(FACTS).put(head, "roster");
  return new Promise((resolve, reject) => {
    transaction.oncomplete = () => resolve();
    transaction.onerror = transaction.onabort = () => reject(transaction.error);
  });
}
