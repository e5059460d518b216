import type { Group, Plan, Run } from "@/lib/contract";
import { type Bench, idAt } from "@/server/actions/bench/bench.fixture";
import { ask } from "@/server/testing/ask";
import { waitFor } from "@/server/testing/wait-for";

export type Place = { readonly host: string; readonly port: number };

/** Has Tidemark watch an instance as a group of its own, `spare`. */
export const watchSpare = (
  bench: Bench,
  place: Place,
  more: { username?: string; password?: string } = {},
): Promise<Group> => bench.fleet.addGroup({ name: "spare", seeds: [`redis://${idAt(place)}`], ...more });

/** Takes a backup over the wire of an instance of `orders`; gives its id. */
export async function takeBackup(bench: Bench, source: Place): Promise<string> {
  const { run } = await bench.run({ action: "backup", instance: idAt(source), method: "wire" });
  if (run.state !== "succeeded" || run.backup === null) throw new Error(run.summary ?? "no backup");
  return run.backup;
}

export const planRestore = (bench: Bench, place: Place, backup: string, group = "spare"): Promise<Plan> =>
  bench.actions.plan(group, { action: "restore", instance: idAt(place), backup });

/** Plans, starts and awaits a restore into the instance. */
export async function restore(bench: Bench, place: Place, backup: string): Promise<{ plan: Plan; run: Run }> {
  const plan = await planRestore(bench, place, backup);
  return { plan, run: await bench.ended(await bench.start(plan)) };
}

export const digestOf = (server: Place) => ask(server, [["DEBUG", "DIGEST"]]);

/** How often the server has carried that command out. */
export async function calls(server: Place, command: string): Promise<number> {
  const text = String(await ask(server, [["INFO", "commandstats"]]));
  return Number(new RegExp(`cmdstat_${command}:calls=(\\d+)`).exec(text)?.[1] ?? 0);
}

/** Resolves once the instance holds some of what is being sent. */
export const someAreIn = (server: Place): Promise<unknown> =>
  waitFor("some keys are in", async () => Number(await ask(server, [["DBSIZE"]])) > 20);
