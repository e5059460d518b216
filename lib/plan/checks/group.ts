import { listNames, viewOf } from "../context";
import { isAlivePrimary } from "../scene";
import { type CheckRow, changes, everything, fail, pass, warn } from "./row";

/** Rules about the group as a whole. */
export const groupRows: readonly CheckRow[] = [
  {
    code: "no-run",
    actions: everything,
    rule: "One run per group at a time.",
    judge: ({ context: { group } }) =>
      group.run === null
        ? pass("No other run is in progress.")
        : fail(`A run of ${group.name} is in progress. Wait for its end.`, `run ${group.run}`),
  },
  {
    code: "cluster-mode",
    actions: changes,
    rule: "A cluster moves roles and slots by itself; REPLICAOF is refused there.",
    judge: ({ context: { group, members } }) =>
      group.mode === "cluster" ||
      [...members.values()].some((member) => member.slow?.server?.mode === "cluster")
        ? fail(`${group.name} is in cluster mode: use CLUSTER FAILOVER and CLUSTER REPLICATE.`)
        : pass("Not in cluster mode."),
  },
  {
    code: "sentinel",
    actions: changes,
    rule: "Sentinel would undo the change, or choose another primary.",
    judge: ({ context: { group, members } }) => {
      const counts = [...members.values()].flatMap((member) => member.slow?.sentinelSubscribers ?? []);
      if (group.mode === "sentinel" || counts.some((count) => count > 0))
        return fail(
          `Sentinel manages ${group.name} and may reverse direct changes. Use SENTINEL FAILOVER there.`,
        );
      return counts.length === 0
        ? warn("Nobody can say whether a Sentinel is in charge: the instances did not answer that question.")
        : pass("No Sentinel.");
    },
  },
  {
    code: "failover-idle",
    actions: changes,
    rule: "No failover may be under way: REPLICAOF is refused meanwhile.",
    judge: ({ context }) => {
      const busy = context.group.instances.filter((instance) => {
        const failover = instance.reachable ? viewOf(context, instance.id)?.failover : null;
        return failover === "waiting-for-sync" || failover === "in-progress";
      });
      return busy.length === 0
        ? pass("No failover is under way.")
        : fail(`A failover is under way at ${listNames(busy)}. Wait for its end, or send FAILOVER ABORT.`);
    },
  },
  {
    code: "one-primary",
    actions: ["promote", "repoint"],
    rule: "There is one primary at most, detached ones aside; a promotion must not leave a second one.",
    judge: ({ context, action, target, primary }) => {
      const others = context.group.instances.filter(
        (instance) =>
          isAlivePrimary(instance) &&
          !instance.detached &&
          instance.id !== primary?.id &&
          instance.id !== target.id,
      );
      if (others.length === 0) return pass("No other primary accepts writes.");
      const names = listNames(others);
      const are = others.length === 1 ? "is a primary" : "are primaries";
      const advice = isAlivePrimary(primary)
        ? "attach or remove it first"
        : "follow it instead, by a re-point";
      return action === "promote"
        ? fail(`${names} ${are} too: ${advice}.`)
        : warn(`${names} also accepts writes: the data of ${context.group.name} is diverging.`);
    },
  },
];
