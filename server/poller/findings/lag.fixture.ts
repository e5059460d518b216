import { idAt } from "@/server/testing/fleet";
import { type Faults, first, set } from "./stage.fixture";

export const lagFaults: Faults<"lag-high" | "backlog-at-risk" | "replica-writable"> = {
  "lag-high": {
    when: "a link stands still though it looks whole, until it moves again",
    beside: ["link-silent"],
    afterwards: [],
    async prepare(stage) {
      const { primary, replica, way } = await stage.apart();
      await stage.write(primary, 50);
      return {
        watched: [primary],
        instance: idAt(replica),
        cause: async () => way.each((connection) => connection.pause()),
        mend: async () => way.each((connection) => connection.resume()),
      };
    },
  },
  "backlog-at-risk": {
    when: "the backlog holds some seconds of what is written, until it is made larger",
    beside: [],
    afterwards: [],
    async prepare(stage) {
      const { primary } = await stage.group(1);
      await stage.write(primary, 10);
      return {
        watched: [primary],
        instance: idAt(primary),
        cause: () => set(primary, "repl-backlog-size", "16kb"),
        mend: () => set(primary, "repl-backlog-size", "16mb"),
      };
    },
  },
  "replica-writable": {
    when: "a replica is opened for writes, until it is closed to them",
    beside: [],
    afterwards: [],
    async prepare(stage) {
      const group = await stage.group(1);
      const replica = first(group);
      return {
        watched: [group.primary],
        instance: idAt(replica),
        cause: () => set(replica, "replica-read-only", "no"),
        mend: () => set(replica, "replica-read-only", "yes"),
      };
    },
  },
};
