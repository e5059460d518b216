import { idAt } from "@/server/testing/fleet";
import { type Faults, first, restartWith } from "./stage.fixture";

export const reachFaults: Faults<"instance-unreachable" | "instance-unreadable" | "primary-unreachable"> = {
  "instance-unreachable": {
    when: "a replica is killed, until it runs again",
    beside: [],
    afterwards: ["link-down", "syncing", "loading"],
    async prepare(stage) {
      const group = await stage.group(2);
      const replica = first(group);
      return {
        watched: [group.primary],
        instance: idAt(replica),
        cause: () => replica.kill(),
        mend: () => replica.restart(),
      };
    },
  },
  "instance-unreadable": {
    when: "INFO is renamed away, until it is there again",
    beside: ["instance-unreachable"],
    afterwards: ["instance-unreachable"],
    async prepare(stage) {
      const server = await stage.server();
      let restore = async (): Promise<void> => {};
      return {
        watched: [server],
        instance: idAt(server),
        async cause() {
          restore = await restartWith(server, 'rename-command INFO ""');
        },
        mend: () => restore(),
      };
    },
  },
  "primary-unreachable": {
    when: "the primary is killed, until it runs again and its replicas have copied it",
    beside: [],
    afterwards: ["link-down", "other-history", "syncing", "loading"],
    async prepare(stage) {
      const { primary } = await stage.group(2);
      return {
        watched: [primary],
        instance: idAt(primary),
        cause: () => primary.kill(),
        mend: () => primary.restart(),
      };
    },
  },
};
