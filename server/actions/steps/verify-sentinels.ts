import { readClientAddress, readWatchedPrimary } from "@/lib/info/sentinel";
import type { StepContext } from "./row";
import { nameIn } from "./sentinel-await";

export interface SentinelsSay {
  /** What does not hold, one sentence each. */
  readonly problems: readonly string[];
  /** One of them is still at work: it moves the other replicas one after the other. */
  readonly busy: boolean;
  /** `3 of 3 Sentinels`; empty where they are not asked. */
  readonly text: string;
}

const nothing: SentinelsSay = { problems: [], busy: false, text: "" };

/** After a failover by Sentinel: whether they send clients to the new primary, and have ended what they did. */
export async function askSentinels(context: StepContext): Promise<SentinelsSay> {
  const { plan } = context;
  if (plan.method !== "sentinel") return nothing;
  const name = nameIn(context);
  const addresses = (context.sentinels()?.sentinels ?? []).map(({ address }) => address);
  const answers = await Promise.all(
    addresses.map(async (address) => {
      const [clients, watched] = await Promise.all([
        context.askSentinel(address, ["SENTINEL", "GET-MASTER-ADDR-BY-NAME", name]),
        context.askSentinel(address, ["SENTINEL", "MASTER", name]),
      ]);
      const to = readClientAddress(clients);
      const read = readWatchedPrimary(watched);
      return { to: to === null ? null : context.resolve(to), busy: read.ok && read.value.failingOver };
    }),
  );
  const answering = answers.filter(({ to }) => to !== null);
  const right = answering.filter(({ to }) => to === plan.instance);
  const busy = answers.some((one) => one.busy);
  const wrong = answering.length - right.length;
  const problems = [
    ...(answering.length === 0 ? ["No Sentinel answers."] : []),
    ...(wrong > 0
      ? [`${wrong} of ${answering.length} Sentinels do not send clients to ${context.nameOf(plan.instance)}.`]
      : []),
    ...(busy ? ["Sentinel is still moving replicas."] : []),
  ];
  return { problems, busy, text: `${right.length} of ${addresses.length} Sentinels` };
}
