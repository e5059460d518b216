import { pino } from "pino";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { BackupStanding } from "@/lib/backup/facts";
import { aBackup } from "@/lib/backup/protection.fixture";
import type { Backup } from "@/lib/contract";
import type { PastGroup, Store } from "@/server/ports";
import { waitFor } from "@/server/testing/wait-for";
import { type BackupBook, createBackupBook } from "./book";

const DAY_MS = 86_400_000;
const NOW_MS = Date.UTC(2026, 2, 1);
const policy = { maxAgeMs: 1, drillMaxAgeMs: 2, drillsScheduled: false };

let rows: Backup[];
let first: PastGroup;
let broken: boolean;
/** What a list waits for before it answers with what there was when it was asked. */
let held: Promise<void>;
let asked: number;
let book: BackupBook;

const backups: Store["backups"] = {
  list: async ({ group }) => {
    const answer = rows.filter((row) => row.group === group);
    asked += 1;
    await held;
    if (broken) throw new Error("the disk is full");
    return answer;
  },
  get: async (id) => rows.find((row) => row.id === id) ?? null,
  save: async (backup) => {
    rows = [...rows.filter(({ id }) => id !== backup.id), backup];
  },
  inOrder: async (group) => rows.filter((row) => row.group === group),
  amend: async (id, by) => {
    const row = rows.find((one) => one.id === id);
    if (row === undefined) return null;
    const amended = by(row);
    rows = rows.map((one) => (one.id === id ? amended : one));
    return amended;
  },
  delete: async (id) => {
    rows = rows.filter((row) => row.id !== id);
  },
};

beforeEach(() => {
  [rows, broken, held, asked] = [[], false, Promise.resolve(), 0];
  first = { group: null, beforeMs: null, afterMs: null };
  book = createBackupBook({
    store: { backups, pictures: { at: async () => first, append: async () => {} } },
    policy: () => policy,
    historyKeepMs: 30 * DAY_MS,
    log: pino({ level: "silent" }),
    now: () => NOW_MS,
  });
});
afterEach(() => book.close());

const known = (group = "orders"): Promise<BackupStanding> =>
  waitFor("it is read", () => book.standing(group));

describe("the book of backups", () => {
  it("knows nothing of a group until its list is read", async () => {
    rows = [aBackup()];
    expect(book.standing("orders")).toBeNull();
    expect((await known()).facts.newest?.backup).toBe("b1");
    expect((await known("carts")).facts.newest).toBeNull();
  });

  it("hears of what is saved, changed and struck through it, at once", async () => {
    await known();
    await book.backups.save(aBackup());
    expect(book.standing("orders")?.facts.newest?.backup).toBe("b1");
    await book.backups.save(aBackup({ state: "damaged" }));
    expect(book.standing("orders")?.facts).toMatchObject({ newest: null, damaged: [{ backup: "b1" }] });
    await book.backups.amend("b1", (row) => ({ ...row, state: "verified" }));
    expect(book.standing("orders")?.facts).toMatchObject({ newest: { backup: "b1" }, damaged: [] });
    expect(await book.backups.amend("b2", (row) => row)).toBeNull();
    await book.backups.delete("b1");
    expect(book.standing("orders")?.facts.newest).toBeNull();
  });

  it("loses nothing that is saved while it reads", async () => {
    await known();
    const { promise, resolve } = Promise.withResolvers<void>();
    held = promise;
    const read = book.reread("orders");
    await waitFor("the list is asked for", () => asked === 2);
    await book.backups.save(aBackup());
    resolve();
    await read;
    expect(book.standing("orders")?.facts.newest?.backup).toBe("b1");
  });

  it("keeps what it had where the store fails, and tries again where it had nothing", async () => {
    broken = true;
    expect(book.standing("orders")).toBeNull();
    await book.reread("orders");
    [broken, rows] = [false, [aBackup()]];
    await known();
    broken = true;
    await book.reread("orders");
    expect(book.standing("orders")?.facts.newest?.backup).toBe("b1");
  });

  it("says since when a group is known: from its first picture on, or from before what is kept", async () => {
    first = { group: null, beforeMs: null, afterMs: NOW_MS - 3 * DAY_MS };
    expect((await known()).knownSinceMs).toBe(NOW_MS - 3 * DAY_MS);
    first = { group: null, beforeMs: null, afterMs: NOW_MS - 29.5 * DAY_MS };
    expect((await known("carts")).knownSinceMs).toBe(0);
    first = { group: null, beforeMs: null, afterMs: null };
    expect((await known("fresh")).knownSinceMs).toBe(NOW_MS);
  });
});
