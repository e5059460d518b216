import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  openSync,
  readdirSync,
  readFileSync,
  rmSync,
  truncateSync,
  writeFileSync,
  writeSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import type { Store } from "@/server/ports";
import { findDamage, suspect } from "./damage";
import { createStore } from "./index";
import { eventAt, runAt, t0 } from "./objects.fixture";

const RUNS = 60;
const PAGE = 4_096;
const MINUTE = 60_000;

let root = "";
let data = "";
const opened: Store[] = [];
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), "tidemark-damage-"));
  data = join(root, "data");
});
afterEach(async () => {
  for (const store of opened.splice(0)) await store.close();
  rmSync(root, { recursive: true });
});

async function open(dir = data): Promise<Store> {
  const tiers = [{ stepMs: 1_000, keepMs: 60 * MINUTE }] as const;
  const store = await createStore(dir, { tiers, pollIntervalMs: 1_000, now: () => t0 });
  opened.push(store);
  return store;
}
const closeAll = async () => {
  for (const store of opened.splice(0)) await store.close();
};
const at = (name: string) => join(data, name);
const runsOf = async (store: Store) => (await store.runs.list({ limit: 1_000 })).length;

async function fill(store: Store): Promise<void> {
  for (let i = 0; i < RUNS; i += 1) await store.runs.insert(runAt(`r${i}`, { state: "succeeded" }), null);
  await store.events.append(Array.from({ length: 50 }, (_, i) => eventAt(t0 + i)));
  const of = { group: "orders", instance: "h:1", state: "online" } as const;
  await store.samples.append(
    Array.from({ length: 500 }, (_, i) => ({ ...of, atMs: t0 - i * 1_000, values: { lagSeconds: i } })),
  );
}

/** A store that was used and closed. */
async function used(): Promise<void> {
  await fill(await open());
  await closeAll();
}

/** What a killed process leaves: the file, and beside it the log with the newest writes. */
async function killed(): Promise<void> {
  const living = join(root, "living");
  const store = await open(living);
  await fill(store);
  cpSync(living, data, { recursive: true });
}

/** Every file of the store, by its name without the time in it. */
const files = (): Record<string, Buffer> =>
  Object.fromEntries(
    readdirSync(data)
      .filter((name) => !name.endsWith("-shm"))
      .map((name) => [name.replace(/-20[\dTZ-]+Z/, "-TIME"), readFileSync(at(name))]),
  );

function overwrite(name: string, position: number, bytes: Buffer): void {
  const handle = openSync(at(name), "r+");
  writeSync(handle, bytes, 0, bytes.length, position);
}

/** Opens what `harm` made of the store, and demands its bytes beside a new, empty one. */
async function expectAside(
  harm: () => void,
  words = /was damaged and lies aside as .*tidemark\.db\.damaged-/,
) {
  harm();
  const before = files();
  const store = await open();
  expect(store.damaged).toBe(true);
  expect(store.unconfirmedLoss()).toMatch(words);
  expect(await runsOf(store)).toBe(0);
  const after = files();
  for (const [name, bytes] of Object.entries(before)) {
    const aside = name.replace("tidemark.db", "tidemark.db.damaged-TIME");
    expect([aside, after[aside]?.equals(bytes)]).toEqual([aside, true]);
  }
  await store.runs.insert(runAt("fresh"), null);
  expect(await store.health()).toBe("ok");
}

describe("A damaged file is set aside, byte for byte, and a new one begun", () => {
  test.each<[string, () => void]>([
    ["its header is overwritten", () => overwrite("tidemark.db", 0, Buffer.alloc(100, 0xaa))],
    ["it is something else", () => writeFileSync(at("tidemark.db"), "name,value\n")],
    ["it is cut in half", () => truncateSync(at("tidemark.db"), 20 * PAGE)],
    ["it is cut within a page", () => truncateSync(at("tidemark.db"), 20 * PAGE + 100)],
    ["it is empty", () => truncateSync(at("tidemark.db"), 0)],
  ])("when %s", async (_, harm) => {
    await used();
    await expectAside(harm);
  });

  test.each<[string, () => void]>([
    ["its header is overwritten", () => overwrite("tidemark.db", 0, Buffer.alloc(100, 0xaa))],
    ["it is empty", () => truncateSync(at("tidemark.db"), 0)],
    ["it is gone", () => rmSync(at("tidemark.db"))],
  ])("with the log that a killed process left beside it, when %s", async (_, harm) => {
    await killed();
    expect(files()["tidemark.db-wal"]?.length).toBeGreaterThan(PAGE);
    await expectAside(harm);
  });

  test("whichever page is overwritten: nothing that was kept is ever missing without a word", async () => {
    await used();
    const sound = readFileSync(at("tidemark.db"));
    let aside = 0;
    for (let page = 0; page < sound.length / PAGE; page += 1) {
      rmSync(data, { recursive: true });
      mkdirSync(data);
      writeFileSync(at("tidemark.db"), sound);
      overwrite("tidemark.db", page * PAGE, Buffer.alloc(PAGE, 0xaa));
      const before = readFileSync(at("tidemark.db"));
      const store = await open();
      if (store.damaged) {
        aside += 1;
        expect(store.unconfirmedLoss()).not.toBeNull();
        expect(files()["tidemark.db.damaged-TIME"]?.equals(before)).toBe(true);
      } else expect([page, await runsOf(store)]).toEqual([page, RUNS]);
      await closeAll();
    }
    expect(aside).toBeGreaterThan(sound.length / PAGE / 2);
  });

  test("and where that cannot be, the start is refused and nothing changed", async () => {
    await used();
    overwrite("tidemark.db", 0, Buffer.alloc(100, 0xaa));
    const time = new Date(t0).toISOString().replaceAll(/[:.]/g, "-");
    mkdirSync(at(`tidemark.db.damaged-${time}`));
    const before = readFileSync(at("tidemark.db"));
    await expect(open()).rejects.toMatchObject({ code: "store-damaged" });
    expect(readFileSync(at("tidemark.db")).equals(before)).toBe(true);
  });
});

test("Damage among the samples of a large file is found at the start after SQLite has met it", async () => {
  await used();
  const sound = readFileSync(at("tidemark.db"));
  const isMissed = (page: number): boolean => {
    writeFileSync(at("tidemark.db"), sound);
    overwrite("tidemark.db", page * PAGE, Buffer.alloc(PAGE, 0xaa));
    return findDamage(at("tidemark.db"), 0) === null && findDamage(at("tidemark.db")) !== null;
  };
  const pages = Array.from({ length: sound.length / PAGE - 1 }, (_, i) => i + 1);
  expect(pages.findLast(isMissed)).toBeDefined();
  suspect(at("tidemark.db"));
  expect(findDamage(at("tidemark.db"), 0)).toMatchObject({ kind: "damaged" });
  expect(existsSync(at("tidemark.db.suspect"))).toBe(false);
});

describe("A log that was taken away", () => {
  test("costs only the newest writes, and is told until somebody says that this is understood", async () => {
    await used();
    await fillMore();
    rmSync(at("tidemark.db-wal"));
    const store = await open();
    expect(store.damaged).toBe(true);
    expect(await runsOf(store)).toBe(RUNS);
    expect(store.unconfirmedLoss()).toMatch(/has lost its newest writes.*tidemark\.db\.incomplete-/);
    await closeAll();

    const later = await open();
    expect(later.damaged).toBe(false);
    expect(later.unconfirmedLoss()).not.toBeNull();
    const note = readdirSync(data).find((name) => name.includes("incomplete"));
    rmSync(at(note ?? ""));
    expect(later.unconfirmedLoss()).toBeNull();
    expect(later.trouble()).toBeNull();
  });

  /** Opens the store, writes more, and leaves what a kill would leave. */
  async function fillMore(): Promise<void> {
    const store = await open();
    for (let i = 0; i < 5; i += 1) await store.runs.insert(runAt(`more${i}`, { state: "succeeded" }), null);
    const living = join(root, "living");
    cpSync(data, living, { recursive: true });
    await closeAll();
    rmSync(data, { recursive: true });
    cpSync(living, data, { recursive: true });
  }

  test("is not missed after an ordinary end, nor after a kill that left it", async () => {
    await used();
    expect(existsSync(at("tidemark.db-wal"))).toBe(false);
    expect((await open()).unconfirmedLoss()).toBeNull();
    await closeAll();
    await fillMore();
    const store = await open();
    expect(store.unconfirmedLoss()).toBeNull();
    expect(await runsOf(store)).toBe(RUNS + 5);
  });

  test("is not missed after a start that was refused", async () => {
    const store = await open();
    await store.groups.add({ name: "orders", seeds: ["h:1"], password: "p" });
    await closeAll();
    const key = readFileSync(at("seal.key"));
    rmSync(at("seal.key"));
    await expect(open()).rejects.toMatchObject({ code: "seal-key-missing" });
    writeFileSync(at("seal.key"), key, { mode: 0o600 });
    expect((await open()).unconfirmedLoss()).toBeNull();
  });
});

test("A file that was taken away on purpose, log and all, is begun anew without a word", async () => {
  await used();
  rmSync(at("tidemark.db"));
  expect((await open()).unconfirmedLoss()).toBeNull();
});

test("Looking at the file changes neither it nor its log", async () => {
  await killed();
  const before = files();
  expect(findDamage(at("tidemark.db"))).toBeNull();
  const after = files();
  expect(Object.keys(after)).toEqual(Object.keys(before));
  for (const [name, bytes] of Object.entries(before))
    expect([name, after[name]?.equals(bytes)]).toEqual([name, true]);
});
