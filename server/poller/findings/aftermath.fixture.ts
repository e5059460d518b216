import { ask } from "@/server/testing/ask";
import { idAt, untilGroup } from "@/server/testing/fleet";
import { isOnline } from "@/server/testing/group";
import { startWriter } from "@/server/testing/writer";
import { type Faults, first, follow } from "./stage.fixture";

export const aftermathFaults: Faults<"returned-primary" | "stragglers"> = {
  "returned-primary": {
    when: "a primary is killed, a replica promoted, and the old one started again as it was, until it follows",
    beside: ["instance-unreachable", "primary-unreachable", "link-down"],
    afterwards: ["syncing", "loading", "link-down", "other-history"],
    async prepare(stage) {
      const { primary, replicas, all } = await stage.group(2);
      const [heir, other] = replicas;
      if (heir === undefined || other === undefined) throw new Error("no replicas");
      return {
        watched: all,
        instance: idAt(primary),
        async cause(fleet) {
          await primary.kill();
          await untilGroup(fleet, "orders", "the primary is gone", ({ instances }) =>
            instances.some(({ id, reachable }) => id === idAt(primary) && !reachable),
          );
          await follow(heir, null);
          await follow(other, heir);
          await untilGroup(fleet, "orders", "the heir is the primary", (now) => now.primary === idAt(heir));
          await primary.restart();
        },
        mend: () => follow(primary, heir),
      };
    },
  },
  stragglers: {
    when: "a client goes on writing to the primary after it was demoted, until it stops",
    beside: [],
    afterwards: [],
    async prepare(stage) {
      const group = await stage.group(1);
      const [old, heir] = [group.primary, first(group)];
      const stop = await startWriter(old, 20);
      stage.atEnd(stop);
      await isOnline(old, heir);
      return {
        watched: group.all,
        instance: idAt(old),
        cause: () => ask(old, [["FAILOVER", "TO", heir.host, String(heir.port), "TIMEOUT", "5000"]]),
        mend: async () => stop(),
      };
    },
  },
};
