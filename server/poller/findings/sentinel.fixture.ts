import type { LocalServer } from "@/server/local";
import { ask } from "@/server/testing/ask";
import { startSentinel, startSentinels, stopSentinels } from "@/server/testing/sentinel";
import { type Faults, first, type Stage } from "./stage.fixture";

/** A primary with a replica, and three Sentinels that watch it. */
async function guarded(stage: Stage, downAfterMs = 1_000) {
  const group = await stage.group(1);
  const { binary } = stage;
  const sentinels = await startSentinels(3, { binary, primary: group.primary, quorum: 2, downAfterMs });
  stage.atEnd(() => stopSentinels(sentinels));
  return { group, sentinels };
}

export const sentinelFaults: Faults<
  "sentinel-in-charge" | "sentinel-disagrees" | "sentinel-no-quorum" | "sentinel-few"
> = {
  "sentinel-in-charge": {
    when: "a Sentinel takes charge, until it is told to watch something else",
    beside: ["sentinel-no-quorum", "sentinel-few"],
    afterwards: [],
    async prepare(stage) {
      const { primary } = await stage.group(1);
      const started: LocalServer[] = [];
      stage.atEnd(() => stopSentinels(started));
      return {
        watched: [primary],
        instance: null,
        async cause() {
          // One alone of the two that would be needed: it can never act.
          started.push(await startSentinel({ binary: stage.binary, primary, quorum: 2 }));
        },
        mend: () => Promise.all(started.map((one) => ask(one, [["SENTINEL", "REMOVE", "orders"]]))),
      };
    },
  },
  "sentinel-disagrees": {
    when: "two of three Sentinels are sent to the replica as their primary, until they are sent back",
    beside: [],
    afterwards: [],
    async prepare(stage) {
      // So long that none of them acts upon a primary that is a replica.
      const { group, sentinels } = await guarded(stage, 600_000);
      const send = (to: { readonly host: string; readonly port: number }): Promise<unknown> =>
        Promise.all(
          sentinels.slice(1).map((sentinel) =>
            ask(sentinel, [
              ["SENTINEL", "REMOVE", "orders"],
              ["SENTINEL", "MONITOR", "orders", to.host, String(to.port), "2"],
              ["SENTINEL", "SET", "orders", "down-after-milliseconds", "600000"],
            ]),
          ),
        );
      return {
        watched: [group.primary],
        standing: ["sentinel-in-charge"],
        instance: null,
        cause: () => send(first(group)),
        mend: () => send(group.primary),
      };
    },
  },
  "sentinel-no-quorum": {
    when: "two of three Sentinels end, until they are back",
    beside: [],
    afterwards: [],
    async prepare(stage) {
      const { group, sentinels } = await guarded(stage);
      return {
        watched: [group.primary],
        standing: ["sentinel-in-charge"],
        instance: null,
        cause: () => Promise.all(sentinels.slice(1).map((sentinel) => sentinel.kill())),
        mend: () => Promise.all(sentinels.slice(1).map((sentinel) => sentinel.restart())),
      };
    },
  },
  "sentinel-few": {
    when: "a single Sentinel takes charge, until there are three",
    beside: ["sentinel-in-charge"],
    afterwards: [],
    async prepare(stage) {
      const { primary } = await stage.group(1);
      const one = { binary: stage.binary, primary, quorum: 1 };
      return {
        watched: [primary],
        standing: ["sentinel-in-charge"],
        instance: null,
        async cause() {
          const sentinel = await startSentinel(one);
          stage.atEnd(() => stopSentinels([sentinel]));
        },
        async mend() {
          const others = await Promise.all([startSentinel(one), startSentinel(one)]);
          stage.atEnd(() => stopSentinels(others));
        },
      };
    },
  },
};
