import type { Instance } from "@/lib/contract";
import type { Aide, Preference } from "./manager";
import type { Move } from "./scene";
import type { StepDraft } from "./steps";

const setting = "replica-priority";

/** Sentinel chooses the replica of the smallest priority above 0. */
export const preferReplica = ({ instance, to }: Preference, target: Instance): StepDraft => ({
  kind: "prefer-replica",
  instance: instance.id,
  command: ["CONFIG", "SET", setting, String(to)],
  text:
    instance.id === target.id
      ? `Sentinel is to choose ${target.name}.`
      : `Sentinel is to choose ${target.name}, and not ${instance.name}.`,
  proof: "OK",
  peer: null,
});

export const unpreferReplica = ({ instance, from }: Preference): StepDraft => ({
  kind: "unprefer-replica",
  instance: instance.id,
  command: ["CONFIG", "SET", setting, String(from)],
  text: `${instance.name} has its own priority back.`,
  proof: "OK",
  peer: null,
});

/** Before writes are paused: a Sentinel reads INFO each 10 s, and from its own failover on each second. */
export const awaitSentinel = (target: Instance, { address }: Aide): StepDraft => ({
  kind: "await-sentinel",
  instance: target.id,
  command: null,
  text: `The Sentinel at ${address} has read that it is to choose ${target.name}. It reads each 10 s.`,
  proof: "it says so",
  peer: null,
  sentinel: address,
});

/** Source: sentinel.c, sentinelCommand (FAILOVER). */
export const sentinelFailover = (
  primary: Instance,
  target: Instance,
  { address, name }: Aide,
): StepDraft => ({
  kind: "sentinel-failover",
  instance: primary.id,
  command: ["SENTINEL", "FAILOVER", name],
  text: `The Sentinel at ${address} makes ${target.name} the primary and sends clients there.`,
  proof: "role primary, address moved",
  peer: target.id,
  sentinel: address,
});

/** The cluster pauses writes, waits for the replica, and lets it take over. Source: cluster_legacy.c, clusterCommandSpecial. */
export const clusterFailover = (target: Instance, primary: Instance | null, force: boolean): StepDraft => ({
  kind: "cluster-failover",
  instance: target.id,
  command: ["CLUSTER", "FAILOVER", ...(force ? ["FORCE"] : [])],
  text: force
    ? `${target.name} asks the other primaries for their votes and takes over.`
    : `${primary?.name ?? "The primary"} pauses writes until ${target.name} has them all, and ${target.name} takes over.`,
  proof: force ? "role primary" : "roles swapped",
  peer: primary?.id ?? null,
});

/** Nothing where the upstream's node id is not known. */
export const clusterReplicate = ({ replica, upstream }: Move): StepDraft[] =>
  upstream.cluster === null
    ? []
    : [
        {
          kind: "cluster-replicate",
          instance: replica.id,
          command: ["CLUSTER", "REPLICATE", upstream.cluster.nodeId],
          text: `${replica.name} follows ${upstream.name}.`,
          proof: "link up",
          peer: upstream.id,
        },
      ];
