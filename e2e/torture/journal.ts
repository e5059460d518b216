import { nowMs } from "./history";
import type { Recorder } from "./recorder";
import { GROUP, type World } from "./world";

/** Takes what the dashboards wrote down into the history: every run, and every command that was about to leave. */
export async function journalled(world: World, recorder: Recorder): Promise<void> {
  const dashboard = world.dashboards.find(({ state }) => state === "running");
  if (dashboard === undefined) throw new Error("no dashboard is left to tell of its runs");
  const answer = await dashboard.runs(GROUP, 1_000);
  if (answer.state !== "ok") throw new Error(`the runs could not be read: ${answer.detail}`);
  for (const run of answer.value.toReversed()) {
    recorder.add({ kind: "run", atMs: nowMs(), run });
    if (run.state === "running") recorder.add({ kind: "open-run", atMs: nowMs(), id: run.id });
    for (const { command, startedAt, instance, reply } of run.steps)
      if (command !== null && startedAt !== null)
        recorder.add({
          kind: "journalled",
          atMs: Date.parse(startedAt),
          run: run.id,
          instance,
          words: command,
          replied: reply !== null,
        });
  }
}
