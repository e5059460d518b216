import type { Instance } from "@/lib/contract";
import { formatBytes, formatSeconds } from "@/lib/format";
import { versionOf } from "@/lib/info/version";
import type { CandidateScene } from "./candidate-scene";
import { loads } from "./rdb-matrix";
import { inHistoryOf } from "./shared-history";

/** How much a reason weighs: it speaks for the candidate, against it, makes it a last resort, or rules it out. */
export type Weight = "for" | "against" | "last-resort" | "never";

export interface Judgement {
  readonly code: string;
  readonly weight: Weight;
  readonly text: string;
  readonly evidence: string | null;
}

interface Row {
  readonly code: string;
  readonly judge: (scene: CandidateScene) => Omit<Judgement, "code"> | null;
}

const say =
  (weight: Weight) =>
  (text: string, evidence: string | null = null): Omit<Judgement, "code"> => ({ weight, text, evidence });
const [pro, contra, lastResort, never] = [say("for"), say("against"), say("last-resort"), say("never")];

/** What is looked at, in this order. */
export const candidateRows: readonly Row[] = [
  {
    code: "reachable",
    judge: ({ self }) => (self.reachable ? null : never("It can't be reached.", self.unreachableReason)),
  },
  {
    code: "loading",
    judge: ({ self }) =>
      self.link?.state === "loading" || (self.link?.state !== "up" && self.persistence?.loading === true)
        ? never("It is loading its data set and refuses commands.")
        : null,
  },
  {
    code: "priority",
    judge: ({ self }) => {
      if (self.priority === 0) return never("It is not meant to become primary.", "replica-priority 0");
      return self.priority === null || self.priority === 100
        ? null
        : pro("Of two alike the one of the lower priority comes first.", `replica-priority ${self.priority}`);
    },
  },
  {
    code: "link",
    judge: ({ self, planned, primary }) => {
      if (!planned || !self.reachable) return null;
      const state = self.link?.state ?? "unknown";
      return state === "up"
        ? pro("Its link is up.")
        : never(`It has no link to ${primary?.name ?? "its primary"}: it can't catch up.`, `link ${state}`);
    },
  },
  {
    code: "history",
    judge: ({ self, planned, primary }) => {
      if (primary === null) return lastResort("No primary above it is known: what it lacks nobody can say.");
      if (self.replid === null || primary.replid === null) return null;
      const ids = `${self.replid.slice(0, 8)}…, ${primary.name} ${primary.replid.slice(0, 8)}…`;
      if (self.replid === primary.replid)
        return pro(`It shares the history of ${primary.name}.`, `replid ${self.replid.slice(0, 8)}…`);
      // It stopped before a switch that the primary was part of: it holds less, and nothing else.
      if (inHistoryOf(primary, self) && !planned)
        return contra(`It stopped in the history that ${primary.name} went on with.`, `replid ${ids}`);
      return (planned ? never : lastResort)(
        `It is on another history than ${primary.name}.`,
        `replid ${ids}`,
      );
    },
  },
  {
    code: "lag",
    judge: ({ self, planned, facts }) => {
      if (!planned || self.link?.state !== "up") return null;
      const behind = self.lagBytes === null ? null : `${formatBytes(self.lagBytes)} behind`;
      if (self.lagSeconds === null) return contra("How late it is is not known.", behind);
      if (facts.pauseSeconds !== null && self.lagSeconds > facts.pauseSeconds)
        return lastResort(
          `It is ${formatSeconds(self.lagSeconds)} late, and writes may pause for ${formatSeconds(facts.pauseSeconds)}: it may not catch up.`,
          behind,
        );
      return self.lagSeconds >= 1
        ? contra(`It is ${formatSeconds(self.lagSeconds)} late: writes pause for so long.`, behind)
        : pro("It keeps up.", behind);
    },
  },
  {
    code: "most-advanced",
    judge: ({ self, planned, group }) => {
      if (planned || !self.reachable || self.offset === null) return null;
      const most = group.instances
        .filter(
          (one) =>
            one.role === "replica" && one.reachable && one.replid === self.replid && one.priority !== 0,
        )
        .reduce((best, one) => ((one.offset ?? -1) > (best.offset ?? -1) ? one : best), self);
      const lacks = (most.offset ?? self.offset) - self.offset;
      return lacks > 0
        ? lastResort(
            `${most.name} holds ${formatBytes(lacks)} more, which promoting this one loses.`,
            `offset ${self.offset}`,
          )
        : pro("Nobody who answers holds more of the stream.", `offset ${self.offset}`);
    },
  },
  {
    code: "deeper",
    judge: ({ self, planned, primary, group }) =>
      !planned || self.upstream === primary?.id
        ? null
        : contra(
            `It follows ${group.instances.find(({ id }) => id === self.upstream)?.name ?? "another replica"}: it must follow ${primary?.name} itself first.`,
          ),
  },
  {
    code: "versions",
    judge: ({ self, followers, facts }) => {
      const told = followers.map((one) => ({
        ...one,
        loads: loads(versionOf(one.instance), versionOf(self), facts.takesAnyRdb(one.instance.id)),
      }));
      const release = ({ product, version }: Instance) => `${product} ${version ?? "of unknown version"}`;
      const unable = told.filter((one) => one.loads === "no");
      const emptied = unable.find(({ resync }) => resync !== "partial")?.instance;
      if (emptied !== undefined)
        return never(
          `${emptied.name} can't load a copy of its data and would be emptied by it.`,
          `${release(self)} → ${release(emptied)}`,
        );
      const later = unable[0]?.instance;
      if (later !== undefined)
        return lastResort(
          `${later.name} is of a version that can't load its data: a later full resync would empty it.`,
          `${release(self)} → ${release(later)}`,
        );
      const unsure = told.find((one) => one.loads === "unknown")?.instance;
      return unsure === undefined
        ? null
        : contra(
            `Nobody can say whether ${unsure.name} could load its data.`,
            `${release(self)} → ${release(unsure)}`,
          );
    },
  },
  {
    code: "resyncs",
    judge: ({ self, followers, resyncs }) => {
      if (!self.reachable || followers.length === 0) return null;
      if (resyncs.full > 0)
        return contra(
          `${resyncs.full} ${resyncs.full === 1 ? "instance copies" : "instances copy"} everything again.`,
          resyncs.copyBytes === null ? "size not known" : `at most ${formatBytes(resyncs.copyBytes)}`,
        );
      return resyncs.unknown > 0
        ? contra(`What ${resyncs.unknown} of ${followers.length} must copy is not known.`)
        : pro("All others continue from it, without a copy.", `${resyncs.partial} partial`);
    },
  },
  {
    code: "config-file",
    judge: ({ self, primary, facts }) =>
      facts.configFile(self.id) === "none" && !alike(facts.configFile, self, primary)
        ? contra("It has no config file: a restart would undo its role.")
        : null,
  },
  {
    code: "keeps-data",
    judge: ({ self, primary, facts }) =>
      facts.keepsData(self.id) === false && !alike(facts.keepsData, self, primary)
        ? contra(
            "It keeps nothing on disk: restarted as a primary it is empty, and so are its replicas then.",
            "no save points, no AOF",
          )
        : null,
  },
];

/** What the present primary is no better at decides nothing. */
const alike = <T>(fact: (id: string) => T, self: Instance, primary: Instance | null): boolean =>
  primary !== null && fact(self.id) === fact(primary.id);

export const judgements = (scene: CandidateScene): Judgement[] =>
  candidateRows.flatMap(({ code, judge }) => {
    const found = judge(scene);
    return found === null ? [] : [{ code, ...found }];
  });
