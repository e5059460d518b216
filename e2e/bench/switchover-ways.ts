import { setTimeout as pause } from "node:timers/promises";
import { Plan, Run } from "@/lib/contract";
import { instanceOf, type PlanContext } from "@/lib/plan/context";
import * as draft from "@/lib/plan/steps";
import { openBench } from "@/server/actions/bench/bench.fixture";
import { executeDrafts } from "@/server/actions/bench/direct.fixture";
import type { LocalServer } from "@/server/local";
import { ask, replicationField } from "@/server/testing/ask";
import { idAt } from "@/server/testing/fleet";
import { waitFor } from "@/server/testing/wait-for";
import { askApi } from "../access";
import type { Tidemark } from "../tidemark";

/** Who hands over to whom, who else is there, and the Tidemark that watches them all. */
export interface HandOver {
  readonly tidemark: Tidemark;
  readonly group: string;
  readonly from: LocalServer;
  readonly to: LocalServer;
  readonly siblings: readonly LocalServer[];
  /** The PING period that the primary has of its own, as it is set. */
  readonly pingSeconds: string;
}

/** What is worth knowing of one hand-over beside its gap. */
export interface Told {
  /** How long it took from asking for a plan until the run was proven; null where no plan and no proof are part of it. */
  readonly provenMs: number | null;
  /** Tries of FAILOVER that missed the ACK. */
  readonly misses: number;
}

/** A way to make another instance the primary. All of them are measured in turn, on the same group. */
export interface Way {
  readonly name: string;
  handOver(scene: HandOver): Promise<Told>;
}

/** Replicas acknowledge once in so long: a random moment of it is what a person's hand finds. */
const ACK_PERIOD_MS = 1006;
const untold: Told = { provenMs: null, misses: 0 };

const tidemark: Way = {
  name: "Tidemark",
  async handOver({ tidemark, group, to }) {
    const beganMs = performance.now();
    const planned = await tidemark.post(`/api/groups/${group}/plans`, {
      action: "promote",
      instance: idAt(to),
    });
    const plan = Plan.parse(await planned.json());
    if (plan.method !== "failover") throw new Error(`planned ${plan.method}`);
    const started = await tidemark.post("/api/runs", { plan: plan.id, confirm: { accepted: true } });
    const { id } = Run.parse(await started.json());
    const { origin } = new URL(tidemark.url);
    const run = await waitFor(`run ${id} has ended`, async () => {
      const now = Run.parse(await (await askApi(`${origin}/api/runs/${id}`)).json());
      return now.endedAt === null ? null : now;
    });
    if (run.state !== "succeeded") throw new Error(run.summary ?? run.state);
    const misses = Number(/OK at try (\d+)/.exec(run.steps[0]?.reply ?? "")?.[1] ?? "1") - 1;
    return { provenMs: performance.now() - beganMs, misses };
  },
};

const bare: Way = {
  name: "bare FAILOVER",
  async handOver({ from, to, siblings }) {
    await pause(Math.random() * ACK_PERIOD_MS);
    await ask(from, [["FAILOVER", "TO", to.host, String(to.port), "TIMEOUT", "5000"]]);
    await waitFor(
      `${idAt(to)} is the primary`,
      async () => (await replicationField(to, "role")) === "master",
    );
    for (const sibling of siblings) await ask(sibling, [["REPLICAOF", to.host, String(to.port)]]);
    return untold;
  },
};

/** What Tidemark does where a server has no FAILOVER, carried out on these servers, which have it. */
const pauseAndPromote: Way = {
  name: "Tidemark, pause and promote",
  async handOver({ from, to, siblings, pingSeconds }) {
    const bench = await openBench({ servers: [from, to, ...siblings] });
    try {
      const context: PlanContext = {
        group: await bench.fleet.refresh("orders"),
        members: bench.fleet.members("orders"),
        resolve: bench.fleet.resolver("orders"),
        nowMs: 0,
        id: "bench",
        settings: { failoverTimeoutSeconds: 5, planLifeSeconds: 60 },
      };
      const found = (server: LocalServer) => {
        const instance = instanceOf(context, idAt(server));
        if (instance === null) throw new Error(`${idAt(server)} was not found`);
        return instance;
      };
      const [primary, target] = [found(from), found(to)];
      const words = { host: to.host, port: to.port };
      const forecast = { verdict: "partial", reason: "", bytes: null } as const;
      const follow = (server: LocalServer) =>
        draft.replicaof({ replica: found(server), upstream: target, words, forecast });
      const plan = await bench.plan({ action: "promote", instance: target.id });
      const run = await executeDrafts(bench, plan, [
        draft.holdPings(primary),
        draft.pauseWrites(primary, 5),
        draft.awaitOffset(primary, target),
        draft.replicaofNoOne(target),
        ...follow(from),
        draft.resumeWrites(primary),
        draft.restorePings(primary, pingSeconds),
        ...siblings.flatMap(follow),
        draft.verify(target, "proof", primary),
      ]);
      if (run.state !== "succeeded") throw new Error(run.summary ?? run.state);
      return untold;
    } finally {
      await bench.close();
    }
  },
};

/** Measured in turn. Another way of doing it, say Sentinel's, is one more row. */
export const ways: readonly Way[] = [tidemark, bare, pauseAndPromote];
export const [ours, theirs] = [tidemark, bare];
