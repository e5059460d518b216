import type { Backup, Run, RunStep } from "@/lib/contract";
import { timestamp } from "@/server/actions/deps";
import { unbegunRun, unbegunStep } from "@/server/actions/unbegun";
import { timeOrderedId } from "@/server/store/ids";

type DrillKind = "drill-fetch" | "drill-load" | "drill-compare" | "drill-remove";

/** What a drill does, in its order. */
export const drillSteps: readonly {
  readonly kind: DrillKind;
  readonly text: string;
  readonly proof: string;
}[] = [
  {
    kind: "drill-fetch",
    text: "Copy the file into a folder of its own.",
    proof: "Its SHA-256 is the one that was kept, and every value was walked again.",
  },
  {
    kind: "drill-load",
    text: "Start a server on it, without network, rights or settings, within limits.",
    proof: "It has loaded the file and answers PING.",
  },
  {
    kind: "drill-compare",
    text: "Compare its keys with what was backed up.",
    proof: "Each database holds as many; the digest equals the source's, where that still stands there.",
  },
  {
    kind: "drill-remove",
    text: "End the server and remove its folder.",
    proof: "Neither is there any more.",
  },
];

/** The run of a drill before its first step. It has no plan: nothing in it depends on how the group stands. */
export function newDrill(backup: Backup, actor: string, nowMs: number): Run {
  return {
    ...unbegunRun,
    id: timeOrderedId(nowMs),
    plan: "",
    action: "drill",
    group: backup.group,
    instance: backup.instance,
    title: `Drill the backup of ${backup.startedAt.slice(0, 16).replace("T", " ")} UTC`,
    actor,
    startedAt: timestamp(nowMs),
    steps: drillSteps.map(
      (step, index): RunStep => ({
        ...step,
        ...unbegunStep,
        n: index + 1,
        instance: backup.instance,
        command: null,
        peer: null,
        sentinel: null,
      }),
    ),
    backup: backup.id,
  };
}
