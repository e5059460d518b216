import type { Instance } from "@/lib/contract";
import { followersOf } from "../context";
import { aideFor, type Preference, preferencesFor } from "../manager";
import { isAlivePrimary, type Scene } from "../scene";
import { type CheckRow, fail, pass, type Verdict, warn } from "./row";

/** From its command until clients are sent to the new primary a Sentinel needs up to 1.3 s; then the old one is demoted. */
const leastPauseSeconds = 3;

/** Speaks only of a promotion that Sentinel carries out, both primary and target alive. */
const whenPlanned =
  (judge: (scene: Scene, primary: Instance) => Verdict | null): CheckRow["judge"] =>
  (scene) =>
    scene.method === "sentinel" && isAlivePrimary(scene.primary) ? judge(scene, scene.primary) : null;

/** Rules about a failover that Sentinel is asked for. */
export const sentinelRows: readonly CheckRow[] = [
  {
    code: "sentinel-answers",
    actions: ["promote"],
    rule: "A Sentinel that watches this primary can be told.",
    judge: whenPlanned(({ context }, primary) => {
      const aide = aideFor(context, primary);
      const name = context.group.sentinel?.name ?? "<name>";
      return aide === null
        ? fail(
            `No Sentinel that sends clients to ${primary.name} can be told: look at them, or name them in the group's sentinels.`,
            `SENTINEL FAILOVER ${name}`,
          )
        : pass(`The Sentinel at ${aide.address} can be told.`, `SENTINEL FAILOVER ${aide.name}`);
    }),
  },
  {
    code: "sentinel-quorum",
    actions: ["promote"],
    rule: "Enough Sentinels see each other: those that do not hear of a failover go on sending clients to the old primary.",
    judge: whenPlanned(({ context: { group } }) => {
      const quorum = group.sentinel?.ckquorum ?? null;
      if (quorum === null) return warn("No Sentinel could say whether they are enough for a failover.");
      return quorum.ok ? pass(quorum.text) : fail(`${quorum.text} Start the missing Sentinels first.`);
    }),
  },
  {
    code: "sentinel-agrees",
    actions: ["promote"],
    rule: "The Sentinels agree on the present primary, and fail nobody over.",
    judge: whenPlanned(({ context: { group } }, primary) => {
      const { sentinel } = group;
      if (sentinel?.failingOver === true)
        return fail("A failover by Sentinel is under way. Wait for its end.");
      if (sentinel?.primary === primary.id) return pass(`The Sentinels send clients to ${primary.name}.`);
      const named = group.instances.find(({ id }) => id === sentinel?.primary);
      return named === undefined
        ? fail("The Sentinels do not agree on one primary.")
        : fail(`The Sentinels send clients to ${named.name}, not to ${primary.name}.`);
    }),
  },
  {
    code: "sentinel-replica",
    actions: ["promote"],
    rule: "Sentinel knows the replicas that the primary lists, and no others.",
    judge: whenPlanned(({ target }, primary) => {
      if (target.upstream !== primary.id)
        return fail(
          `Sentinel promotes replicas of ${primary.name} itself: re-point ${target.name} to it first.`,
        );
      return target.announced === false
        ? fail(`${target.name} has replica-announced no: Sentinel does not know it.`)
        : pass(`${target.name} is a replica of ${primary.name} itself.`);
    }),
  },
  {
    code: "sentinel-choice",
    actions: ["promote"],
    rule: "Sentinel is made to choose the target by replica-priority, which is put back.",
    judge: whenPlanned(({ context, target }, primary) => {
      const siblings = followersOf(context, primary.id).filter(({ id }) => id !== target.id);
      const preferences = preferencesFor(target, siblings);
      if (preferences === null)
        return fail(
          `Whether Sentinel would choose ${target.name} is not known: a replica-priority can't be read, or can't be changed now.`,
        );
      return preferences.length === 0
        ? pass(`Sentinel chooses ${target.name} by its priority.`, `replica-priority ${target.priority}`)
        : pass(`Sentinel chooses ${target.name}: priorities are changed for this while.`, said(preferences));
    }),
  },
  {
    code: "sentinel-pause",
    actions: ["promote"],
    rule: `Writes may be held for the ${leastPauseSeconds} s that Sentinel can need.`,
    judge: whenPlanned(({ context: { settings } }) =>
      settings.failoverTimeoutSeconds >= leastPauseSeconds
        ? pass(`Writes are held for ${settings.failoverTimeoutSeconds} s at most, usually for one.`)
        : fail(
            `Writes may be held for ${settings.failoverTimeoutSeconds} s, and Sentinel can need more: set actions.failover-timeout to ${leastPauseSeconds}s or more.`,
          ),
    ),
  },
];

const said = (preferences: readonly Preference[]): string =>
  preferences.map(({ instance, from, to }) => `${instance.name} ${from} → ${to} → ${from}`).join(", ");
