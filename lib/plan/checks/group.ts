import { listNames, viewOf } from "../context";
import { agreesWith, byCluster, bySentinel } from "../managed";
import { managerOf } from "../manager";
import { isAlivePrimary } from "../scene";
import { type CheckRow, cascades, changes, everything, fail, pass, warn } from "./row";

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
    judge: (scene) => {
      const { group } = scene.context;
      if (managerOf(scene.context) !== "cluster") return pass("Not in cluster mode.");
      if (scene.action !== "detach")
        return pass(`${group.name} is in cluster mode: its nodes are told by the cluster's own commands.`);
      const { text, command } = byCluster(scene);
      return fail(`${group.name} is in cluster mode. ${text}`, command);
    },
  },
  {
    code: "sentinel",
    actions: changes,
    rule: "Sentinel would undo the change, or choose another primary.",
    judge: (scene) => {
      const { group, members } = scene.context;
      const counts = [...members.values()].flatMap((member) => member.slow?.sentinelSubscribers ?? []);
      if (managerOf(scene.context) === "sentinel") {
        const agrees = agreesWith(scene);
        if (agrees !== null) return pass(`Sentinel manages ${group.name}. ${agrees}`);
        const { text, command } = bySentinel(scene);
        return fail(`Sentinel manages ${group.name}. ${text}`, command);
      }
      if (group.sentinel !== null)
        return warn(
          "None of its Sentinels is connected now: one that comes back may reverse this.",
          group.sentinel.name,
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
    actions: ["promote", "repoint", ...cascades],
    rule: "There is one primary at most, detached ones aside; a promotion must not leave a second one.",
    judge: ({ context, action, target, primary }) => {
      // A cluster has one for each of its ranges of slots.
      if (managerOf(context) === "cluster") return null;
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
