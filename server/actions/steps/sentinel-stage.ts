import type { InstanceId } from "@/lib/group/member";
import { readClientAddress, readWatchedPrimary } from "@/lib/info/sentinel";
import type { Address } from "@/lib/info/view";
import type { StepContext } from "./row";
import { nameIn } from "./sentinel-await";
import { judgeSentinel, type SentinelStage } from "./sentinel-judge";

/** Whom a failover by Sentinel is about. */
export interface Ends {
  readonly old: InstanceId;
  readonly target: InstanceId;
  readonly siblings: readonly InstanceId[];
}

export function endsOf({ plan, step }: StepContext): Ends {
  const target = step.peer ?? step.instance;
  const below = plan.before.filter((row) => row.upstream === step.instance && row.instance !== target);
  return { old: step.instance, target, siblings: below.map((row) => row.instance) };
}

interface Told {
  readonly clients: Address | null;
  readonly failingOver: boolean | null;
}

async function askAside(context: StepContext): Promise<Told> {
  const { sentinel } = context.step;
  if (sentinel === null) return { clients: null, failingOver: null };
  const name = nameIn(context);
  const [address, primary] = await Promise.all([
    context.askSentinel(sentinel, ["SENTINEL", "GET-MASTER-ADDR-BY-NAME", name]),
    context.askSentinel(sentinel, ["SENTINEL", "MASTER", name]),
  ]);
  const watched = readWatchedPrimary(primary);
  return { clients: readClientAddress(address), failingOver: watched.ok ? watched.value.failingOver : null };
}

/** Where the failover stands, by the instances and the step's Sentinel, and the address that it sends clients to. */
export async function stageNow(
  context: StepContext,
  ends: Ends,
): Promise<SentinelStage & Pick<Told, "clients">> {
  const { old, target, siblings } = ends;
  const [look, told] = await Promise.all([context.look([old, target, ...siblings]), askAside(context)]);
  const clients = told.clients === null ? null : context.resolve(told.clients);
  return { ...judgeSentinel({ target, siblings, look, ...told, clients }), clients: told.clients };
}

/** Whether clients are sent to that very instance. */
export const isNamed = (
  { resolve }: StepContext,
  { instance, clients }: { instance: InstanceId; clients: Address | null },
) => clients !== null && resolve(clients) === instance;
