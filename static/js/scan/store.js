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
const ARRIVALS = "arrivals";
const INDEX = "index";
/** What holds for the roster as a whole; a table of its own, so that a scan is never kept waiting while 20,000 people are written. */
const HEAD = "roster";
const LISTS = "lists";
/** So many rows are read or written before the page has its turn again. */
const PORTION = 500;
/** @type {Record<string, (database: IDBDatabase) => unknown>} */
const TABLES = {
  [FACTS]: (database) => database.createObjectStore(FACTS),
  [QUEUE]: (database) => database.createObjectStore(QUEUE, { keyPath: "scan_id" }),
  [ARRIVALS]: (database) => database.createObjectStore(ARRIVALS, { keyPath: "walk_in_id" }),
  [INDEX]: (database) => database.createObjectStore(INDEX),
  [PEOPLE]: (database) => database.createObjectStore(PEOPLE, { keyPath: "id" }),
  [HEAD]: (database) => database.createObjectStore(HEAD),
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
  return done(transaction, () => request.result);
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

/**
 * Write a scan down and give it the next sequence number; each is given once, also to two tabs. Both survive a
 * crash of the browser once this resolves, and a battery that is pulled a moment later.
 * @param {Omit<import("./queue.js").Waiting, "sequence">} scan
 * @param {number} atLeast what the server has seen so far
 * @returns {Promise<import("./queue.js").Waiting>}
 */
export async function writeDown(scan, atLeast) {
  database ??= open();
  const transaction = (await database).transaction([FACTS, QUEUE], "readwrite", { durability: "relaxed" });
  const facts = transaction.objectStore(FACTS);
  const written = { ...scan, sequence: atLeast };
  counted(facts, atLeast, (next) => {
    written.sequence = next;
    transaction.objectStore(QUEUE).put(written);
  });
  await done(transaction, () => {});
  pressDown().catch(() => {});
  return written;
}

let pressing = false;

/** Have the system write through to the disk whatever it holds of ours; no guest waits for that. */
async function pressDown() {
  if (pressing || !database) return;
  pressing = true;
  const transaction = (await database).transaction(HEAD, "readwrite", { durability: "strict" });
  transaction.objectStore(HEAD).put(Date.now(), "pressed");
  await done(transaction, () => {}).finally(() => (pressing = false));
}

/** How many scans wait. */
export const howManyWait = () => within(QUEUE, "readonly", (store) => store.count());

/** @param {string} scanId */
export const dropScan = (scanId) => within(QUEUE, "readwrite", (store) => store.delete(scanId));

/** @returns {Promise<import("./arrivals.js").Kept[]>} walk-ins that wait to be sent */
export const keptArrivals = () => within(ARRIVALS, "readonly", (store) => store.getAll());

/** @param {import("./arrivals.js").Kept} kept */
export const keepArrival = (kept) => within(ARRIVALS, "readwrite", (store) => store.put(kept));

/** @param {string} walkInId */
export const dropArrival = (walkInId) => within(ARRIVALS, "readwrite", (store) => store.delete(walkInId));

/** @param {string} name of what is kept with the encrypted index of names */
export const indexPart = (name) => within(INDEX, "readonly", (store) => store.get(name));

/**
 * @param {string} name
 * @param {unknown} value
 */
export const keepIndexPart = (name, value) => within(INDEX, "readwrite", (store) => store.put(value, name));

/** Forget the index of names, and the key that it is under. */
export const wipeIndex = () => within(INDEX, "readwrite", (store) => store.clear());

/**
 * Become another device. What waits was scanned by the one before, and has its token with it.
 * @param {{ token: string, device: string }} grant
 */
export async function becomeDevice(grant) {
  await keepFact("grant", grant);
  await keepFact("sequence", 0);
  await keepFact("device", null);
  await keepFact("desk", null);
  await wipeIndex();
  await within(HEAD, "readwrite", (store) => store.clear());
}

/**
 * The next sequence number; each is given once, also to two tabs.
 * @param {number} atLeast what the server has seen so far
 * @returns {Promise<number>}
 */
export async function nextSequence(atLeast) {
  database ??= open();
  const transaction = (await database).transaction(FACTS, "readwrite");
  let taken = atLeast;
  counted(transaction.objectStore(FACTS), atLeast, (next) => (taken = next));
  return done(transaction, () => taken);
}

/**
 * @param {IDBObjectStore} facts
 * @param {number} atLeast
 * @param {(next: number) => void} use within the same transaction
 */
function counted(facts, atLeast, use) {
  const last = facts.get("sequence");
  last.onsuccess = () => {
    const next = Math.min(Math.max(atLeast, (Number(last.result) || 0) + 1), LAST_SEQUENCE);
    facts.put(next, "sequence");
    use(next);
  };
}

/**
 * @template T
 * @param {IDBTransaction} transaction
 * @param {() => T} result
 * @returns {Promise<T>} once all of it is on disk
 */
function done(transaction, result) {
  return new Promise((resolve, reject) => {
    transaction.oncomplete = () => resolve(result());
    transaction.onerror = transaction.onabort = () => reject(transaction.error);
  });
}

/** @returns {Promise<{ head: import("./roster.js").Head | null, people: import("./roster.js").Person[], places: import("./roster.js").Place[] }>} */
export async function storedRoster() {
  database ??= open();
  const transaction = (await database).transaction([HEAD, PEOPLE, PLACES], "readonly");
  const [head, lists] = [HEAD, LISTS].map((name) => transaction.objectStore(HEAD).get(name));
  const [people, places] = [readAll(transaction.objectStore(PEOPLE)), readAll(transaction.objectStore(PLACES))];
  return done(transaction, () => ({ head: head?.result ? { ...head.result, lists: lists?.result ?? {} } : null, people, places }));
}

/**
 * @param {IDBObjectStore} store
 * @returns {any[]} filled portion by portion, until the transaction is done
 */
function readAll(store) {
  /** @type {any[]} */
  const rows = [];
  const next = (/** @type {IDBKeyRange | null} */ range) => {
    const asked = store.getAll(range, PORTION);
    asked.onsuccess = () => {
      rows.push(...asked.result);
      const last = asked.result.at(-1);
      if (asked.result.length === PORTION) next(IDBKeyRange.lowerBound(keyOf(store.keyPath, last), true));
    };
  };
  next(null);
  return rows;
}

/**
 * @param {string | string[] | null} path
 * @param {any} row
 */
const keyOf = (path, row) => (Array.isArray(path) ? path.map((part) => row[part]) : row[path ?? ""]);

/**
 * @param {IDBObjectStore} store
 * @param {unknown[]} rows written portion by portion, within the transaction
 */
function putAll(store, rows) {
  /** @type {IDBRequest | undefined} */
  let last;
  for (const row of rows.slice(0, PORTION)) last = store.put(row);
  if (last && rows.length > PORTION) last.onsuccess = () => putAll(store, rows.slice(PORTION));
}

/**
 * The roster's changes, all of them or, at a crash, none.
 * @param {import("./roster.js").Head} head
 * @param {import("./roster.js").Changes} changes
 * @returns {Promise<void>}
 */
export async function keepRoster(head, { whole, people, gone, places, lists: changed }) {
  database ??= open();
  const transaction = (await database).transaction([HEAD, PEOPLE, PLACES], "readwrite");
  const [kept, where] = [transaction.objectStore(PEOPLE), transaction.objectStore(PLACES)];
  if (whole) for (const store of [kept, where]) store.clear();
  for (const id of gone) kept.delete(id);
  putAll(kept, people);
  putAll(where, places);
  // The lists may be long, and every few seconds there is something new, though seldom of them.
  const { lists, ...rest } = head;
  transaction.objectStore(HEAD).put(rest, HEAD);
  if (whole || changed.length > 0) transaction.objectStore(HEAD).put(lists, LISTS);
  return done(transaction, () => {});
}
