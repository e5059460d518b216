import { pino } from "pino";
import { expect, test } from "vitest";
import type { AuditDraft } from "@/lib/contract";
import { LeaseLost, ProblemError } from "@/server/errors";
import { Tenure } from "./tenure";

const entry: AuditDraft = {
  actor: "ana",
  kind: "step-sent",
  group: "orders",
  instance: "a:1",
  run: "r",
  detail: { command: ["FAILOVER", "ABORT"] },
};
const failing = new ProblemError(503, "store-failing", "", "");

/** A lease with so much time left, over a store that answers a renewal so. */
function hold(at: { leftMs: number; renewal: "renews" | Error; taken?: boolean | Error }) {
  const written: AuditDraft[] = [];
  const lease = { group: "orders", run: "r", token: 1, leftMs: () => at.leftMs };
  const tenure = new Tenure(
    lease,
    {
      renewEveryMs: 1_000,
      renew: async (_lease, entries = []) => {
        if (at.renewal instanceof Error) throw at.renewal;
        at.leftMs = 10_000;
        written.push(...entries);
        return { cancels: false };
      },
      holds: async () => {
        if (at.taken instanceof Error) throw at.taken;
        return at.taken !== true;
      },
      release: async () => {},
      claim: async () => null,
      askToCancel: async () => false,
      peers: async () => [],
    },
    pino({ level: "silent" }),
  );
  return { tenure, written };
}

test("what the journal announced may leave while the lease lasts, and not after", () => {
  expect(hold({ leftMs: 1, renewal: "renews" }).tenure.permit()).toBe(true);
  expect(hold({ leftMs: 0, renewal: "renews" }).tenure.permit()).toBe(false);
});

test("what must leave is written down first, and renews a lease that has ended", async () => {
  const { tenure, written } = hold({ leftMs: -5_000, renewal: "renews" });
  const permit = await tenure.ensure([entry]);
  expect([permit(), written]).toEqual([true, [entry]]);
});

test("what must leave stays here once the group is another's, and so does all that comes after it", async () => {
  const { tenure } = hold({ leftMs: 5_000, renewal: new LeaseLost("r") });
  await expect(tenure.ensure([entry])).rejects.toThrow(LeaseLost);
  expect(tenure.permit()).toBe(false);
  expect(() => tenure.check()).toThrow(LeaseLost);
});

test.each([
  { leftMs: 5_000, taken: failing, leaves: true },
  { leftMs: -1, taken: false, leaves: true },
  { leftMs: -1, taken: true, leaves: false },
  { leftMs: -1, taken: failing, leaves: false },
])("a store that cannot be written: %o", async ({ leftMs, taken, leaves }) => {
  const { tenure } = hold({ leftMs, renewal: failing, taken });
  const permitted = await tenure.ensure([entry]).then(
    (permit) => permit(),
    () => false,
  );
  expect(permitted).toBe(leaves);
});
