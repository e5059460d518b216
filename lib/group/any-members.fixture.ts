import fc from "fast-check";
import type { Reading, ReplicationView, SlowFacts } from "@/lib/info/view";
import { toOffset } from "@/lib/units";
import type { InstanceId, Member } from "./member";
import { addressOf, intervalAt, slowFacts, statsView } from "./members.fixture";

const ids: readonly InstanceId[] = Array.from({ length: 8 }, (_, i) => `h${i}:6379`);
const id = fc.constantFrom(...ids, "elsewhere:1", "puller:0");
const replid = fc.constantFrom("a", "b", "c");
const offset = fc.oneof(fc.integer({ min: 0, max: 200 }), fc.constant(Number.MAX_SAFE_INTEGER)).map(toOffset);
const count = fc.oneof(fc.integer({ min: 0, max: 300 }), fc.constant(0));

const view: fc.Arbitrary<ReplicationView> = fc
  .record({
    replid,
    previousReplid: fc.option(replid),
    previousReplidUntil: fc.option(offset),
    offset,
    backlog: fc.record({
      active: fc.boolean(),
      sizeBytes: count,
      firstOffset: fc.option(offset),
      historyBytes: count,
    }),
    failover: fc.constantFrom("none", "waiting-for-sync", "in-progress", null),
    listed: fc.array(
      fc.record({
        address: id.map(addressOf),
        state: fc.constantFrom("online", "wait_bgsave", "send_bulk", "bg_transfer"),
        ackOffset: offset,
        lastAckSeconds: fc.option(count),
        channel: fc.constantFrom(null, "rdb-channel", "main-channel", "replica"),
      }),
      { maxLength: 5 },
    ),
    following: fc.option(
      fc.record({
        upstream: id.map(addressOf),
        linkUp: fc.boolean(),
        downSeconds: fc.option(count),
        lastIoSeconds: fc.option(count),
        sync: fc.option(
          fc.record({
            readBytes: fc.option(count),
            totalBytes: fc.option(fc.integer({ min: -1, max: 300 })),
          }),
        ),
        readOnly: fc.boolean(),
        priority: fc.option(count),
        announced: fc.option(fc.boolean()),
      }),
    ),
  })
  .map((made) => ({ ...made, role: made.following === null ? "primary" : "replica" }));

/** Settings that rules read, some of them nonsense. */
const anyConfig = fc
  .dictionary(
    fc.constantFrom(
      "client-output-buffer-limit",
      "repl-ping-replica-period",
      "repl-diskless-load",
      "repl-diskless-sync-delay",
      "replica-serve-stale-data",
      "rdb-version-check",
      "stop-writes-on-bgsave-error",
      "replica-ignore-disk-write-errors",
      "save",
    ),
    fc.constantFrom(
      "",
      "yes",
      "no",
      "0",
      "-1",
      "x",
      "normal 0 0 0 slave 100 50 60",
      "slave",
      "flush-before-load",
    ),
  )
  .map((settings) => new Map(Object.entries(settings)));

const slow: fc.Arbitrary<SlowFacts | null> = fc.option(
  fc
    .record({
      ms: fc.integer({ min: 0, max: 60_000 }),
      sentinelSubscribers: fc.option(fc.integer({ min: 0, max: 3 })),
      fullSyncs: count,
      partialSyncs: count,
      bufferDisconnections: fc.option(count),
      loginErrors: fc.option(count),
      replicaBuffers: fc.option(fc.record({ count, largestBytes: fc.option(count) })),
      config: fc.option(anyConfig),
      persistence: fc.option(
        fc.record({
          loading: fc.boolean(),
          asyncLoading: fc.option(fc.boolean()),
          loadingProgress: fc.option(fc.double({ min: 0, max: 1e7, noNaN: true })),
          loadingEtaSeconds: fc.option(count),
          saving: fc.boolean(),
          saveKeys: fc.option(fc.record({ done: count, total: count })),
          saveSeconds: fc.option(count),
          lastSaveUnixSeconds: fc.constantFrom(0, 1_767_225_600, Number.MAX_SAFE_INTEGER),
          lastSaveOk: fc.boolean(),
          saves: fc.option(count),
          aof: fc.boolean(),
          aofRewriting: fc.boolean(),
        }),
      ),
    })
    .map(({ ms, fullSyncs, partialSyncs, bufferDisconnections, loginErrors, ...rest }) =>
      slowFacts(ms, {
        ...rest,
        stats: statsView({ fullSyncs, partialSyncs, bufferDisconnections, loginErrors }),
      }),
    ),
);

const reading = (ms: number): fc.Arbitrary<Reading | null> => {
  const at = fc.integer({ min: 0, max: 50 }).map((width) => intervalAt(ms, width));
  return fc.oneof(
    { weight: 6, arbitrary: fc.record({ state: fc.constant("reached" as const), at, view }) },
    fc.record({
      state: fc.constant("unreachable" as const),
      at,
      reason: fc.constantFrom("refused" as const, "timeout" as const, "auth" as const),
      detail: fc.constant("no"),
    }),
    fc.record({
      state: fc.constant("unreadable" as const),
      at,
      field: fc.constant("role"),
      detail: fc.constant("?"),
    }),
    fc.constant(null),
  );
};

/** Any members at `ms`, consistent with nothing but their types: what half-read groups and lying servers look like. */
export const anyMembers = (ms: number): fc.Arbitrary<Map<InstanceId, Member>> =>
  fc
    .tuple(
      fc.subarray([...ids]),
      fc.array(fc.tuple(reading(ms), fc.option(view), fc.integer({ min: 0, max: 4 }), slow), {
        minLength: 8,
        maxLength: 8,
      }),
    )
    .map(([present, all]) => {
      const members = new Map<InstanceId, Member>();
      for (const [i, memberId] of present.entries()) {
        const [read, older, failures, slowFact] = all[i] ?? [null, null, 0, null];
        const lastReached =
          read?.state === "reached" ? read : older === null ? null : { at: intervalAt(0), view: older };
        members.set(memberId, {
          id: memberId,
          reading: read,
          lastReached,
          failures: read?.state === "reached" ? 0 : failures,
          failingSinceMs: null,
          slow: slowFact,
          heartbeat: null,
        });
      }
      return members;
    });
