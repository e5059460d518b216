import type { Plan, Run } from "@/lib/contract";
import { type Bench, idAt } from "@/server/actions/bench/bench.fixture";

export type Place = { readonly host: string; readonly port: number };

/** Has Tidemark watch an instance as a group of its own, `spare`. */
export async function watchSpare(
  bench: Bench,
  place: Place,
  more: { username?: string; password?: string } = {},
) {
  return bench.fleet.addGroup({ name: "spare", seeds: [`redis://${idAt(place)}`], ...more });
}

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
