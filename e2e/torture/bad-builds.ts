import { setTimeout as delay } from "node:timers/promises";
import { waitFor } from "@/server/testing/wait-for";
import type { Change } from "./bad-build";
import { calm, linkOf } from "./front";
import { type Id, nowMs } from "./history";
import type { Stage } from "./run";
import { ruling } from "./world";

/** A defect, what provokes it every time, and the checker that is to find it. */
export interface BadBuild {
  readonly name: string;
  readonly what: string;
  readonly changes: readonly Change[];
  readonly provoke: (stage: Stage) => Promise<void>;
  readonly caughtBy: string;
}

export const badBuilds: readonly BadBuild[] = [
  {
    name: "naive-promote",
    what: "a switchover by REPLICAOF NO ONE alone, while the target is 300 ms behind",
    changes: [
      {
        file: "lib/plan/actions/hand-over.ts",
        from: "export function handOver(",
        to: `export const handOver: typeof carefulHandOver = (scene, words, demoted) =>
          scene.method === "forced" || scene.primary === null
            ? carefulHandOver(scene, words, demoted)
            : [replicaofNoOne(scene.target), ...demoted.flatMap(replicaof)];
        function carefulHandOver(`,
      },
    ],
    async provoke({ operators, world }) {
      const { primary, replica } = await pair(world);
      const { front } = world.node(primary);
      const link = linkOf(world.node(replica).front.port);
      front.setWeather(link, { held: false, delayMs: 300 });
      await delay(700);
      await operators.carryOut(0, { action: "promote", instance: replica });
      front.setWeather(link, calm);
    },
    caughtBy: "losses",
  },
  {
    name: "no-lease",
    what: "a process that stood still for longer than its lease, and goes on where it was",
    changes: [
      {
        file: "server/actions/tenure.ts",
        from: "permit = (): boolean => !this.#lost && this.lease.leftMs() > 0;",
        to: "permit = (): boolean => true;",
      },
      {
        file: "server/store/leases.ts",
        from: "async renew(",
        to: `async renew(...args: Parameters<Leases["fencedRenew"]>): ReturnType<Leases["fencedRenew"]> {
          return this.fencedRenew(...args).catch(() => () => false);
        }
        async fencedRenew(`,
      },
    ],
    async provoke({ operators, world, recorder }) {
      const { replica } = await pair(world);
      const [sleeper] = world.dashboards;
      const started = await operators.start(0, { action: "promote", instance: replica });
      if (sleeper === undefined || started === null) throw new Error("there is nobody to be stopped");
      await waitFor("its first step has begun", async () => {
        const run = await operators.runOf(started.plan);
        return run?.steps.some(({ state }) => state === "running") === true;
      });
      const atMs = nowMs();
      sleeper.pause();
      // The peer takes the run up and ends it.
      await operators.untilIdle();
      sleeper.resume();
      recorder.add({ kind: "fault", atMs, untilMs: nowMs(), fault: "stop-dashboard", on: "dashboard 0" });
      await delay(4_000);
    },
    caughtBy: "one-to-one",
  },
  {
    name: "resend",
    what: "a client that sends a command again when no reply came",
    changes: [
      {
        file: "server/redis/on-demand-client.ts",
        from: "async send(",
        to: `async send(...args: Parameters<OnDemandClient["sendOnce"]>): Promise<Exchange> {
          const first = await this.sendOnce(...args);
          return first.state === "unknown" ? this.sendOnce(...args) : first;
        }
        async sendOnce(`,
      },
    ],
    async provoke({ operators, world }) {
      const { primary, replica } = await pair(world);
      const other = world.nodes.find(({ id }) => id !== primary && id !== replica);
      if (other === undefined) throw new Error("there is no other upstream");
      world.node(replica).front.loseReply("REPLICAOF", () => {});
      await operators.carryOut(0, { action: "repoint", instance: replica, upstream: other.id });
    },
    caughtBy: "one-to-one",
  },
];

/** The primary, and a replica of it that has none of its own. */
async function pair(world: Stage["world"]): Promise<{ primary: Id; replica: Id }> {
  const truth = await world.truth();
  const primary = ruling(truth);
  const replica = [...truth].find(
    ([id, said]) =>
      said?.upstream === primary && ![...truth.values()].some((other) => other?.upstream === id),
  );
  if (primary === null || replica === undefined) throw new Error("the group is not as it was built");
  return { primary, replica: replica[0] };
}
