import { expect, test } from "vitest";
import { resolveAmong } from "@/lib/group/members.fixture";
import { stepFixture } from "../plan.fixture";
import { type AimContext, aimAtAck } from "./failover-aim";

const target = "10.0.0.2:2";

/** INFO replication of a primary whose target last acknowledged `lag` whole seconds ago. */
const info = (lag: number | null): string =>
  [
    "role:master",
    `master_replid:${"a".repeat(40)}`,
    `master_replid2:${"0".repeat(40)}`,
    "master_repl_offset:100",
    "second_repl_offset:-1",
    "master_failover_state:no-failover",
    "repl_backlog_active:1",
    "repl_backlog_size:1048576",
    "repl_backlog_first_byte_offset:1",
    "repl_backlog_histlen:100",
    lag === null ? "connected_slaves:0" : `slave0:ip=10.0.0.2,port=2,state=online,offset=100,lag=${lag}`,
  ].join("\r\n");

/** Aims while the target acknowledges at `acksMs`; gives the moment at which the command would leave. */
async function aimed(
  acksMs: readonly number[],
  replyMs = 1,
  cancelledAtMs = Number.POSITIVE_INFINITY,
  misses = 0,
) {
  let nowMs = 0;
  const context: AimContext = {
    step: {
      ...stepFixture(1, "failover", "10.0.0.1:1", { peer: target }),
      state: "running",
      startedAt: null,
      endedAt: null,
      reply: null,
      error: null,
      progress: null,
    },
    report: () => {},
    now: () => nowMs,
    async wait(ms) {
      nowMs += ms;
    },
    async ask() {
      nowMs += replyMs;
      const last = acksMs.findLast((ms) => ms <= nowMs);
      return info(acksMs.length === 0 ? null : last === undefined ? 1 : Math.floor((nowMs - last) / 900));
    },
    resolve: resolveAmong([target]),
    cancelled: () => nowMs >= cancelledAtMs,
  };
  return { end: await aimAtAck(context, misses), atMs: nowMs };
}

test("the command leaves shortly before the ACK after the one that was seen", async () => {
  const { end, atMs } = await aimed([400]);
  expect(end).toBe("aimed");
  expect(atMs).toBeGreaterThan(400 + 1006 - 20);
  expect(atMs).toBeLessThan(400 + 1006 - 5);
});

test("slow replies make the lead longer, and so do misses, but never as long as a try", async () => {
  expect((await aimed([400], 20)).atMs).toBeLessThan(400 + 1006 - 25);
  expect((await aimed([400], 1, Number.POSITIVE_INFINITY, 2)).atMs).toBeLessThan(400 + 1006 - 25);
  expect((await aimed([400], 90, Number.POSITIVE_INFINITY, 9)).atMs).toBeGreaterThan(400 + 1006 - 100);
});

test("a target that is not listed, or shows no ACK, is not waited for long", async () => {
  const unlisted = await aimed([]);
  expect(unlisted.end).toBe("no-ack");
  expect(unlisted.atMs).toBeLessThan(10);
  const never = await aimed([Number.MAX_SAFE_INTEGER]);
  expect(never.end).toBe("no-ack");
  expect(never.atMs).toBeLessThan(2600);
});

test("cancelled meanwhile, nothing is sent", async () => {
  expect((await aimed([400], 1, 800)).end).toBe("cancelled");
});
