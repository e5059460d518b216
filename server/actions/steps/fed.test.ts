import { expect, test } from "vitest";
import { primaryView, replicaView, resolveAmong } from "@/lib/group/members.fixture";
import type { ReplicationView } from "@/lib/info/view";
import { type FedContext, whyNotFed } from "./fed";

const [top, middle, mover] = ["10.0.0.1:1", "10.0.0.2:2", "10.0.0.3:3"];

/** Where each of the three stands at a moment; the offsets of `top`, `middle` and the mover. */
function asked(
  offsets: (ms: number) => [number, number, number],
  views: Partial<Record<string, ReplicationView | null>> = {},
) {
  let nowMs = 0;
  const context: FedContext = {
    now: () => nowMs,
    wait: async (ms) => {
      nowMs += ms;
    },
    look: async () => {
      const [first, second, third] = offsets(nowMs);
      return (id) => {
        const given = views[id];
        if (given !== undefined) return given;
        return id === top
          ? primaryView(first)
          : id === middle
            ? replicaView(second, top)
            : replicaView(third, top);
      };
    },
    resolve: resolveAmong([top, middle, mover]),
    nameOf: (id) => id,
    cancelled: () => false,
  };
  return whyNotFed(context, mover, middle).then((why) => ({ why, ms: nowMs }));
}

test("an upstream that is sent the stream is found so within moments, though all go on", async () => {
  const { why, ms } = await asked((at) => [1000 + at, 990 + at, 995 + at]);
  expect(why).toBeNull();
  expect(ms).toBeLessThan(300);
});

test("one that is sent nothing yet is waited for", async () => {
  const { why, ms } = await asked((at) => [1000 + at, at < 1000 ? 0 : 1000 + at, 1000 + at]);
  expect(why).toBeNull();
  expect(ms).toBeGreaterThanOrEqual(1000);
});

test("one that does not come is given up, and nothing is sent", async () => {
  const { why } = await asked((at) => [1000 + at, 0, 1000 + at]);
  expect(why).toMatch(/has not come to where .* stands, which would copy everything/);
});

test("a primary, another history and one that cannot be read are no reason to wait", async () => {
  const stuck = (): [number, number, number] => [1000, 0, 1000];
  expect((await asked(stuck, { [middle]: primaryView(0) })).ms).toBe(0);
  const other = replicaView(0, top, {}, { replid: "f".repeat(40) });
  expect((await asked(stuck, { [middle]: other })).ms).toBe(0);
  expect((await asked(stuck, { [middle]: null })).ms).toBe(0);
});
