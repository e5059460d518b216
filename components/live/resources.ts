type Load = () => Promise<void>;

/** How many calls may be under way at once: a fleet of hundreds of rows asks for hundreds of sparklines. */
const AT_ONCE = 4;

const loads = new Map<string, Load>();
const queue: Load[] = [];
let running = 0;

/**
 * Loads something for the page, the first time it is asked for and again after every reconnect.
 * A failed load is forgotten, so that the next component that needs it asks again.
 */
export function once(key: string, load: Load): void {
  if (loads.has(key)) return;
  loads.set(key, load);
  enqueue(key, load);
}

/** Forgets that it was loaded. */
export function loadAgain(key: string): void {
  loads.delete(key);
}

/** Loads everything anew, after a silence in which something may have been missed. */
export function reloadAll(): void {
  for (const [key, load] of loads) enqueue(key, load);
}

function enqueue(key: string, load: Load): void {
  queue.push(() => load().catch(() => void loads.delete(key)));
  next();
}

function next(): void {
  if (running >= AT_ONCE) return;
  const load = queue.shift();
  if (load === undefined) return;
  running += 1;
  void load().finally(() => {
    running -= 1;
    next();
  });
}
