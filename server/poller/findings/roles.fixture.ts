import { freePort } from "@/server/local";
import { ask } from "@/server/testing/ask";
import { idAt } from "@/server/testing/fleet";
import { isOnline } from "@/server/testing/group";
import { type Faults, first, follow } from "./stage.fixture";

export const rolesFaults: Faults<
  "no-primary" | "two-primaries" | "ring" | "upstream-unknown" | "failover-stuck"
> = {
  "no-primary": {
    when: "the primary is sent after an address where nobody listens, until it is promoted",
    beside: ["link-down", "upstream-unknown"],
    afterwards: ["link-down"],
    async prepare(stage) {
      const { primary, all } = await stage.group(1);
      const nobody = { host: "127.0.0.1", port: await freePort("127.0.0.1") };
      return {
        watched: all,
        discover: false,
        instance: null,
        cause: () => follow(primary, nobody),
        mend: () => follow(primary, null),
      };
    },
  },
  "two-primaries": {
    when: "a replica is promoted beside the primary, until it follows again",
    beside: ["orphan-primary"],
    afterwards: ["syncing", "loading", "link-down", "other-history"],
    async prepare(stage) {
      const group = await stage.group(2);
      const { primary } = group;
      const second = first(group);
      return {
        watched: [primary],
        instance: null,
        cause: () => follow(second, null),
        mend: () => follow(second, primary),
      };
    },
  },
  ring: {
    when: "the primary is sent after its own replica, until one of the two is promoted",
    beside: ["link-down"],
    afterwards: ["link-down", "syncing"],
    async prepare(stage) {
      const group = await stage.group(1);
      const { primary } = group;
      return {
        watched: [primary],
        instance: group.all.map(idAt).sort()[0] ?? null,
        cause: () => follow(primary, first(group)),
        mend: () => follow(primary, null),
      };
    },
  },
  "upstream-unknown": {
    when: "a replica is sent after a server that is not watched, until it comes back",
    beside: ["syncing", "loading", "link-down"],
    afterwards: ["other-history"],
    async prepare(stage) {
      const group = await stage.group(2);
      const stray = first(group);
      const stranger = await stage.server();
      return {
        watched: group.all,
        discover: false,
        instance: idAt(stray),
        cause: () => follow(stray, stranger),
        mend: () => follow(stray, group.primary),
      };
    },
  },
  "failover-stuck": {
    when: "a failover waits for a target that stands still, until it is aborted",
    beside: ["instance-unreachable", "frozen-replica", "no-primary", "link-down"],
    afterwards: ["link-down", "syncing"],
    async prepare(stage) {
      const group = await stage.group(2);
      const { primary } = group;
      const target = first(group);
      const to = ["TO", target.host, String(target.port)];
      return {
        watched: [primary],
        instance: idAt(primary),
        async cause() {
          await isOnline(primary, target);
          target.pause();
          await ask(primary, [["FAILOVER", ...to, "FORCE", "TIMEOUT", "100"]]);
        },
        async mend() {
          await ask(primary, [["FAILOVER", "ABORT"]]);
          target.resume();
        },
      };
    },
  },
};
