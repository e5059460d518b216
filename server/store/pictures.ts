import { promisify } from "node:util";
import { deflateRaw, inflateRaw } from "node:zlib";
import { Group, Metric } from "@/lib/contract";
import { type Figures, pictureOf, withFigures } from "@/lib/group/past";
import type { Store } from "@/server/ports";
import type { Tiers } from "@/server/settings";
import { readBody } from "./body";
import { columnsOf } from "./columns";
import { type StoreHealth, unreadableRow } from "./failure";
import { recordedAround } from "./recorded";
import type { Rollup } from "./rollup";
import type { SampleTable } from "./schema";
import type { SeriesIds } from "./series";
import { type Db, inWriteTransaction } from "./sqlite";
import { stepStart } from "./tiers";

const [pack, unpack] = [promisify(deflateRaw), promisify(inflateRaw)];

export interface PicturesOptions {
  readonly series: SeriesIds;
  readonly rollup: Rollup;
  readonly tiers: Tiers;
  /** A longer silence of all instances is a gap, of which there is no picture. Milliseconds. */
  readonly reachMs: number;
  readonly now: () => number;
}

/**
 * How groups were: one picture for each change, without what moves all the time, which is laid over it from the samples of
 * the finest tier that still holds the moment. JSON under DEFLATE (RFC 1951): a picture repeats itself a lot.
 */
export function createPictures(db: Db, health: StoreHealth, options: PicturesOptions): Store["pictures"] {
  const { series, rollup, tiers, reachMs } = options;

  /** What was kept of each instance of `group` at `atMs`, or shortly before. */
  async function rowsAt(group: string, atMs: number): Promise<Map<string, SampleTable>> {
    const heldFrom = options.now() - atMs;
    const index = tiers.findIndex((tier) => tier.keepMs >= heldFrom);
    const found = new Map<string, SampleTable>();
    const stepMs = tiers[index]?.stepMs;
    if (stepMs === undefined) return found;
    for (const { id, instance } of await series.list(group)) {
      const rows = await rollup.read(id, index, stepStart(atMs - reachMs, stepMs), atMs + 1, Metric.options);
      const row = rows.at(-1);
      if (row !== undefined) found.set(instance, row);
    }
    return found;
  }

  async function pictureAt(group: string, atMs: number) {
    const row = await db
      .selectFrom("pictures")
      .select(["at_ms", "body"])
      .where("group_id", "=", group)
      .where("at_ms", "<=", atMs)
      .orderBy("at_ms", "desc")
      .limit(1)
      .executeTakeFirst();
    if (row === undefined) return null;
    const id = `${group} ${row.at_ms}`;
    const body = await unpack(row.body).catch(() => {
      throw unreadableRow("pictures", id);
    });
    return readBody(Group, "pictures", { id, body: body.toString("utf8") });
  }

  return {
    append: async (pictures) => {
      if (pictures.length === 0) return;
      const rows = await Promise.all(
        pictures.map(async ({ group, atMs }) => ({
          group_id: group.id,
          at_ms: Math.round(atMs),
          body: await pack(JSON.stringify(pictureOf(group))),
        })),
      );
      await health.guardWrite(() =>
        inWriteTransaction(db, async (tx) => {
          for (const row of rows)
            await tx
              .insertInto("pictures")
              .values(row)
              .onConflict((conflict) =>
                conflict.columns(["group_id", "at_ms"]).doUpdateSet({ body: row.body }),
              )
              .execute();
        }),
      );
    },

    at: (group, atMs) =>
      health.guard(async () => {
        const rows = await rowsAt(group, atMs);
        const picture = rows.size === 0 ? null : await pictureAt(group, atMs);
        if (picture === null) return { group: null, ...(await recordedAround(db, tiers, group, atMs)) };
        return { group: withFigures(picture, new Map([...rows].flatMap(figuresOf))) };
      }),
  };
}

/** None of a row that has a state alone: no figures were taken then. */
function figuresOf([instance, row]: [string, SampleTable]): [string, Figures][] {
  const value = (metric: Metric): number | null => row[columnsOf[metric].last];
  const values = {
    lagBytes: value("lagBytes"),
    lagSeconds: value("lagSeconds"),
    offset: value("offset"),
    writeBytesPerSecond: value("writeBytesPerSecond"),
    headroomSeconds: value("headroomSeconds"),
    headroomBytes: value("headroomBytes"),
  };
  const any = Object.values(values).some((one) => one !== null);
  return any ? [[instance, { atMs: row.at_ms, values }]] : [];
}
