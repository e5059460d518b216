import { z } from "zod";
import { findServer } from "@/server/local";
import { startGroup } from "@/server/testing/group";
import { type Figure, median, quantile } from "./figure";
import { startLoad } from "./load";

const Round = z.object({
  what: z.enum(["read", "write"]),
  atOnce: z.number(),
  how: z.enum(["bare", "router"]),
  calls: z.number(),
  seconds: z.number(),
  cpuMicros: z.number(),
});
type Round = z.infer<typeof Round>;

const BAR_PERCENT = 5;

/**
 * What a call costs more through the router than by ioredis itself: in the CPU time of the client's process, and in calls a
 * second. Both take turns in one process against one primary and one replica, so that both meet the same weather.
 */
export async function router(): Promise<Figure[]> {
  const binary = await findServer({ say: (line) => process.stderr.write(`${line}\n`) });
  if ("missing" in binary) throw new Error(binary.missing);
  const group = await startGroup({ binary, replicas: 1 });
  try {
    const rounds: Round[] = [];
    const load = startLoad("router-client.ts", group.all, (line) => rounds.push(Round.parse(line)));
    await load.ended;
    return [...Map.groupBy(rounds, ({ what, atOnce }) => `${what}, ${atOnce} at once`)].flatMap(figuresOf);
  } finally {
    await group.stop();
  }
}

function figuresOf([name, rounds]: readonly [string, readonly Round[]]): Figure[] {
  const of = (how: Round["how"]): Round[] => rounds.filter((round) => round.how === how);
  const [bare, routed] = [of("bare"), of("router")];
  const more = (costOf: (round: Round) => number): number[] =>
    routed.flatMap((round, n) => {
      const other = bare[n];
      return other === undefined ? [] : [(costOf(round) / costOf(other) - 1) * 100];
    });
  // What else goes on in the machine only adds: the quickest tenth of the rounds says what the calls themselves take.
  const undisturbed = (costOf: (round: Round) => number): number =>
    (quantile(routed.map(costOf), 0.1) / quantile(bare.map(costOf), 0.1) - 1) * 100;
  const figure = (what: string, values: readonly number[], unit: string, bar: number | null): Figure => ({
    bench: "router",
    what: `${name}: ${what}`,
    value: median(values),
    unit,
    spread: values.length === 1 ? null : [Math.min(...values), Math.max(...values)],
    bar,
  });
  return [
    figure("CPU per call, more", [undisturbed(cpuPerCall)], "%", BAR_PERCENT),
    figure("time per call, more", [undisturbed(timePerCall)], "%", BAR_PERCENT),
    figure("CPU per call, more, by pairs", more(cpuPerCall), "%", null),
    figure("time per call, more, by pairs", more(timePerCall), "%", null),
    figure("CPU per call, bare", bare.map(cpuPerCall), "µs", null),
    figure(
      "calls by bare ioredis",
      bare.map(({ calls, seconds }) => calls / seconds),
      "/s",
      null,
    ),
  ];
}

const timePerCall = ({ seconds, calls }: Round): number => seconds / calls;
const cpuPerCall = ({ cpuMicros, calls }: Round): number => cpuMicros / calls;
