import { join } from "node:path";
import Database from "better-sqlite3";
import type { Tiers } from "@/server/settings";
import { createStore } from "@/server/store";
import { ladderOf } from "@/server/store/ladder";
import { stepStart } from "@/server/store/tiers";

/** Where the generated history has its one spike. */
export interface Spike {
  readonly series: number;
  readonly atMs: number;
  readonly lagBytes: number;
}

const columns = [
  "lag_bytes",
  "lag_seconds",
  "offset",
  "write_rate",
  "headroom_seconds",
  "headroom_bytes",
].flatMap((metric) => [`${metric}_max`, `${metric}_last`]);

/**
 * Fills the store in `dataDir` with all that its tiers hold of so many instances: for each a row in every step of every
 * tier, with values as long as real ones. `groupOf` and `idOf` say whose they are; one instance has a spike of one second.
 */
export async function fillHistory(
  dataDir: string,
  tiers: Tiers,
  of: {
    readonly instances: number;
    readonly untilMs: number;
    readonly groupOf: (index: number) => string;
    readonly idOf: (index: number) => string;
    readonly spike: Spike;
  },
): Promise<void> {
  await (await createStore(dataDir, { tiers, pollIntervalMs: 1_000 })).close();
  const raw = new Database(join(dataDir, "tidemark.db"));
  raw.pragma("synchronous = OFF");
  const insert = raw.prepare(
    `insert into samples (step_ms, series_id, at_ms, ${columns.join(", ")}, state)
     values (${Array(columns.length + 4)
       .fill("?")
       .join(", ")})`,
  );
  const series = raw.prepare("insert into series (id, group_id, instance) values (?, ?, ?)");
  const done = raw.prepare("insert into rollups (step_ms, done_until_ms) values (?, ?)");
  for (let index = 0; index < of.instances; index += 1)
    series.run(index + 1, of.groupOf(index), of.idOf(index));
  for (const [i, { stepMs, keepMs }] of ladderOf(tiers).entries()) {
    const until = stepStart(of.untilMs, stepMs);
    if (i > 0) done.run(stepMs, until);
    for (let id = 1; id <= of.instances; id += 1)
      raw.transaction(() => {
        for (let at = stepStart(until - keepMs, stepMs); at < until; at += stepMs) {
          const isSpike = id === of.spike.series && at === stepStart(of.spike.atMs, stepMs);
          insert.run(stepMs, id, at, ...values(at, isSpike ? of.spike.lagBytes : null), 80);
        }
      })();
  }
  raw.pragma("wal_checkpoint(TRUNCATE)");
  raw.close();
}

/** How long a packed picture is. */
export function meanPictureBytes(dataDir: string): number {
  const raw = new Database(join(dataDir, "tidemark.db"));
  const bytes = raw.prepare("select avg(length(body)) from pictures").pluck().get();
  raw.close();
  return Number(bytes);
}

/** Repeats the newest picture of each group as if it had changed `count` times in the last `spanMs`. */
export function repeatPictures(dataDir: string, spanMs: number, count: number): void {
  const raw = new Database(join(dataDir, "tidemark.db"));
  raw
    .prepare(
      `with recursive n(i) as (select 1 union all select i + 1 from n where i < ?)
       insert into pictures select group_id, cast(max(at_ms) - n.i * ? as integer), body from pictures, n
       group by group_id, n.i`,
    )
    .run(count, Math.floor(spanMs / count));
  raw.close();
}

/** Makes all instances members of one group. */
export function regroup(dataDir: string, group: string): void {
  const raw = new Database(join(dataDir, "tidemark.db"));
  raw.prepare("update series set group_id = ?").run(group);
  raw.close();
}

/** The highest and the newest value of each metric, in the order of `columns`. */
function values(atMs: number, spike: number | null): number[] {
  const lagBytes = Math.floor(Math.random() * 1e5);
  const offset = 1e9 + atMs / 50;
  const pairs = [
    [spike ?? 2 * lagBytes, lagBytes],
    [Math.random(), Math.random()],
    [offset, offset],
    [Math.random() * 1e6, Math.random() * 1e6],
    [Math.random() * 1e3, Math.random() * 1e3],
    [Math.floor(Math.random() * 1e7), Math.floor(Math.random() * 1e7)],
  ];
  return pairs.flat();
}
