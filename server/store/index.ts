import { statSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { Migrator } from "kysely/migration";
import { ProblemError } from "@/server/errors";
import type { Store } from "@/server/ports";
import type { Tiers } from "@/server/settings";
import { createAccess } from "./access";
import { lyingAside } from "./aside";
import { createAudit } from "./audit";
import { createBackups } from "./backups";
import { suspect } from "./damage";
import { createEvents } from "./events";
import { createExperiments } from "./experiments";
import { isDamage, StoreHealth, toStoreFailure, withPatience } from "./failure";
import { createFindings } from "./findings";
import { createGroups } from "./groups";
import { ladderOf } from "./ladder";
import { bootMs, Leases, type LeaseTimes, leaseTimes } from "./leases";
import { provider } from "./migrations";
import { createPictures } from "./pictures";
import { createPlans } from "./plans";
import { prune } from "./prune";
import { Rollup } from "./rollup";
import { createRuns } from "./runs";
import { createSamples } from "./samples";
import { createSeal } from "./seal";
import type { GivenKey } from "./seal-key";
import { openAll } from "./sealed";
import { SeriesIds } from "./series";
import { createSlots } from "./slots";
import { type Db, inWriteTransaction, openSqlite } from "./sqlite";
import { createThinner } from "./thin";

export interface StoreOptions {
  readonly tiers: Tiers;
  /** Milliseconds between two polls of an instance: an answer's step is never shorter than two of them. */
  readonly pollIntervalMs: number;
  readonly now?: () => number;
  /** How long a group is held without renewal, and how often that is renewed; shorter for tests alone. */
  readonly lease?: LeaseTimes;
  /** Where the key of the stored secrets comes from; by default `seal.key` in data-dir. */
  readonly secretKey?: GivenKey;
}

/** A silence this short, or of three polls, is no gap. */
const shortestGapMs = 5_000;

/** How long another process may take from making the file to its first page. */
const beginMs = 1_000;

/** A write this recent proves that the store works. */
const provenMs = 2_000;

/**
 * Opens the store in `dataDir`, bringing its tables up to date. A damaged file is set aside, and a new one begun.
 * @throws ProblemError `store-damaged` (it cannot be set aside), `store-failing`, `store-newer`, `seal-key-missing`,
 * `seal-key-wrong`, `seal-key-exposed`.
 */
export async function createStore(dataDir: string, options: StoreOptions): Promise<Store> {
  const now = options.now ?? Date.now;
  await untilBegun(join(dataDir, "tidemark.db"));
  const opened = await withPatience(async () => openSqlite(dataDir, now())).catch((error: unknown) => {
    throw toStoreFailure(error);
  });
  const { db, file, isInPlace } = opened;
  const health = new StoreHealth(now, { isInPlace, suspect: () => suspect(file) });
  try {
    await migrate(db, file);
    const seal = createSeal(dataDir, options.secretKey);
    await health.guard(() => openAll(db, seal));
    const series = new SeriesIds(db);
    const tiers = ladderOf(options.tiers);
    const rollup = new Rollup(db, series, tiers);
    const kept = { series, rollup, tiers, now };
    const samples = createSamples(db, health, { ...kept, minStepMs: 2 * options.pollIntervalMs });
    const reachMs = Math.max(shortestGapMs, 3 * options.pollIntervalMs);
    const thinPictures = createThinner(db, tiers);
    const longestMs = Math.max(...tiers.map((tier) => tier.keepMs));
    const leases = new Leases({
      dataDir,
      times: options.lease ?? leaseTimes,
      nowMs: now,
      monotonicMs: bootMs,
    });
    const slots = createSlots(db, health, dataDir);
    const experiments = createExperiments(db, health, { dataDir, now });
    const store: Store = {
      events: createEvents(db, health, now),
      plans: createPlans(db, health, now),
      runs: createRuns(db, health, leases, now),
      leases: leases.port(db, health),
      audit: createAudit(db, health, now),
      backups: createBackups(db, health, leases),
      slots: slots.port,
      experiments: experiments.port,
      samples: {
        ...samples,
        compact: async (nowMs) => {
          await samples.compact(nowMs);
          await health.guardWrite(() => prune(db, nowMs, longestMs));
          await health.guardWrite(() => thinPictures(nowMs));
        },
      },
      pictures: createPictures(db, health, { ...kept, reachMs }),
      groups: createGroups(db, health, seal, now),
      access: createAccess(db, health, now),
      seal,
      findings: createFindings(db, health),
      health: async () => {
        if (health.provenWithin(provenMs)) return "ok";
        return health
          .guardWrite(() => beat(db, now()))
          .then(
            () => "ok",
            () => "failing",
          );
      },
      trouble: () => health.trouble ?? lyingAside(dataDir),
      unconfirmedLoss: () => lyingAside(dataDir),
      damaged: opened.damage !== null,
      close: async () => {
        leases.close();
        slots.close();
        await experiments.close();
        await opened.close();
      },
    };
    // Read once, so that a row that cannot be read stops the start rather than one group's polling.
    await store.groups.list();
    return store;
  } catch (error) {
    await opened.close();
    throw error;
  }
}

/** A file that another process has just made is empty for a moment; one that stays so has lost what was in it. */
async function untilBegun(file: string): Promise<void> {
  const end = performance.now() + beginMs;
  while (performance.now() < end && statSync(file, { throwIfNoEntry: false })?.size === 0) await delay(20);
}

/** Under the write lock, so that of two processes that start at once one waits and finds all done. */
async function migrate(db: Db, file: string): Promise<void> {
  const work = async (tx: Db) => {
    const { error } = await new Migrator({ db: tx, provider }).migrateToLatest();
    if (error !== undefined) throw error;
  };
  const error: unknown = await withPatience(() => inWriteTransaction(db, work)).then(
    () => null,
    (reason: unknown) => reason,
  );
  if (error === null) return;
  if (isDamage(error)) suspect(file);
  const failure = toStoreFailure(error);
  if (failure instanceof ProblemError) throw failure;
  throw new ProblemError(
    503,
    "store-newer",
    "The store belongs to a newer version",
    "The store in data-dir was written by a newer Tidemark. Start that version, or name another data-dir.",
  );
}

async function beat(db: Db, atMs: number): Promise<void> {
  await db
    .insertInto("pulse")
    .values({ id: 1, at_ms: atMs })
    .onConflict((conflict) => conflict.column("id").doUpdateSet({ at_ms: atMs }))
    .execute();
}
