import { expect, test } from "vitest";
import { StepKind } from "@/lib/contract";
import { steps } from "./table";

test("every kind of step has its row, and this is what they promise", () => {
  const lines = StepKind.options.map((kind) => {
    const { releases, cancel, long, deadlineMs } = steps[kind];
    const releasing = releases === null ? "" : ` releases ${releases}`;
    return `${kind}: cancel ${cancel}, deadline ${deadlineMs} ms${long ? ", may wait long" : ""}${releasing}`;
  });
  expect(lines).toMatchInlineSnapshot(`
    [
      "failover: cancel aborts, deadline 1000 ms",
      "hold-pings: cancel never, deadline 2000 ms",
      "restore-pings: cancel never, deadline 2000 ms releases hold-pings",
      "pause-writes: cancel never, deadline 2000 ms",
      "resume-writes: cancel never, deadline 2000 ms releases pause-writes",
      "fence-writes: cancel never, deadline 2000 ms",
      "unfence-writes: cancel never, deadline 2000 ms releases fence-writes",
      "await-offset: cancel stops-waiting, deadline 0 ms",
      "replicaof: cancel stops-waiting, deadline 2000 ms, may wait long",
      "replicaof-no-one: cancel never, deadline 2000 ms",
      "persist: cancel never, deadline 5000 ms",
      "set-priority: cancel never, deadline 2000 ms",
      "guard-save: cancel never, deadline 2000 ms",
      "unguard-save: cancel never, deadline 2000 ms releases guard-save",
      "bgsave: cancel aborts, deadline 10000 ms, may wait long",
      "close-clients: cancel stops-waiting, deadline 2000 ms",
      "prefer-replica: cancel never, deadline 2000 ms",
      "unprefer-replica: cancel never, deadline 2000 ms releases prefer-replica",
      "await-sentinel: cancel stops-waiting, deadline 0 ms",
      "sentinel-failover: cancel never, deadline 1000 ms",
      "cluster-failover: cancel never, deadline 2000 ms",
      "cluster-replicate: cancel stops-waiting, deadline 2000 ms, may wait long",
      "receive-rdb: cancel aborts, deadline 0 ms, may wait long",
      "drill-fetch: cancel aborts, deadline 0 ms, may wait long",
      "drill-load: cancel aborts, deadline 0 ms, may wait long",
      "drill-compare: cancel aborts, deadline 0 ms, may wait long",
      "drill-remove: cancel aborts, deadline 0 ms, may wait long",
      "read-backup: cancel aborts, deadline 0 ms, may wait long",
      "send-backup: cancel aborts, deadline 0 ms, may wait long",
      "count-keys: cancel never, deadline 0 ms",
      "verify: cancel stops-waiting, deadline 0 ms, may wait long",
    ]
  `);
});

test("whatever is held has a step that releases it", () => {
  const released = new Set(Object.values(steps).map((row) => row.releases));
  for (const kind of ["hold-pings", "pause-writes", "fence-writes", "guard-save"] as const)
    expect(released).toContain(kind);
});
