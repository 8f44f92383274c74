// @ts-check
/**
 * What the browser keeps: the device's token, its last sequence number, and the scans that wait to be sent.
 * IndexedDB, since it survives a reload, a crash and a flat battery, and two tabs take turns at it.
 */

const NAME = "luntan-scan";
const FACTS = "facts";
const QUEUE = "queue";
/** The server takes none above, and this one as often as it comes. */
const LAST_SEQUENCE = 1e15;

/** @returns {Promise<IDBDatabase>} */
function open() {
  return new Promise((resolve, reject) => {
    const request = indexedDB.open(NAME, 1);
    request.onupgradeneeded = () => {
      request.result.createObjectStore(FACTS);
      request.result.createObjectStore(QUEUE, { keyPath: "scan_id" });
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
