import { openBench } from "@/server/actions/bench/bench.fixture";
import { findServer, type LocalServer } from "@/server/local";
import { ask, replicationField } from "@/server/testing/ask";
import { idAt } from "@/server/testing/fleet";
import { linkUp, startGroup, type TestGroup } from "@/server/testing/group";
import { startSentinels, stopSentinels } from "@/server/testing/sentinel";
import { type SentinelWriters, startSentinelWriters } from "@/server/testing/sentinel-writers";
import { waitFor } from "@/server/testing/wait-for";
import { type Figure, median } from "./figure";

const WRITERS = 8;
const RUNS = 3;
/** Of the Sentinels, as most people run them: nothing in this bench makes one look down. */
const DOWN_AFTER_MS = 30_000;
const WRITES_BETWEEN = 5_000;
/** Sentinel demotes an old primary that it failed over itself some 11 s later; until then it takes writes. */
const DEMOTED_MS = 60_000;

/** One change of the primary under load. */
interface Change {
  /** The longest time in which no write was acknowledged. */
  readonly gapMs: number;
  /** Acknowledged writes that the group does not hold once all is over. */
  readonly lost: number;
  readonly acknowledged: number;
  readonly seconds: number;
}

interface Stage {
  readonly group: TestGroup;
  readonly sentinels: readonly LocalServer[];
}

/**
 * Changes the primary of a group under three Sentinels with eight writers that follow them: by our promotion, and by plain
 * `SENTINEL FAILOVER`, and where the server knows it by `SENTINEL FAILOVER … COORDINATED`.
 */
export async function sentinelFailover(runs = RUNS): Promise<Figure[]> {
  const binary = await findServer({ say: (line) => process.stderr.write(`${line}\n`) });
  if ("missing" in binary) throw new Error(binary.missing);
  const group = await startGroup({ binary, replicas: 2, settings: { "repl-backlog-size": "64mb" } });
  let sentinels: LocalServer[] = [];
  try {
    sentinels = await startSentinels(3, {
      binary,
      primary: group.primary,
      quorum: 2,
      downAfterMs: DOWN_AFTER_MS,
    });
    const stage = { group, sentinels };
    const figures: Figure[] = [];
    const ways = {
      "our promotion": promote,
      "SENTINEL FAILOVER": (one: Stage) => tell(one, []),
      ...((await knowsCoordinated(sentinels)) && {
        "FAILOVER … COORDINATED": (one: Stage) => tell(one, ["COORDINATED"]),
      }),
    };
    for (const [name, way] of Object.entries(ways)) {
      const changes: Change[] = [];
      for (let run = 0; run < runs; run += 1) changes.push(await measure(stage, way));
      figures.push(...figuresOf(name, changes, name === "our promotion"));
    }
    return figures;
  } finally {
    await stopSentinels(sentinels);
    await group.stop();
  }
}

async function measure(
  stage: Stage,
  way: (stage: Stage, target: LocalServer) => Promise<void>,
): Promise<Change> {
  const old = await settled(stage);
  const target = stage.group.all.find((one) => one !== old);
  if (target === undefined) throw new Error("there is no replica");
  const writers = startSentinelWriters(stage.sentinels, WRITERS);
  try {
    await more(writers);
    writers.longestGapMs();
    const beganMs = performance.now();
    await way(stage, target);
    const seconds = (performance.now() - beganMs) / 1000;
    await waitFor(
      "the old primary is a replica",
      async () =>
        (await fieldOf(old, "role")) === "slave" && (await fieldOf(old, "master_link_status")) === "up",
      DEMOTED_MS,
    );
    await more(writers);
    await writers.stop();
    const primary = await settled(stage);
    const lost = (await writers.lostOn(primary)).length;
    return { gapMs: writers.longestGapMs(), lost, acknowledged: writers.acknowledged(), seconds };
  } finally {
    await writers.stop();
    // Each run counts its own.
    await ask(await settled(stage), [["DEL", "acked"]]);
  }
}

/** From click to proven, as the page does it. */
async function promote({ group, sentinels }: Stage, target: LocalServer): Promise<void> {
  const config = { sentinels: sentinels.map(idAt) };
  const bench = await openBench({ servers: group.all, config, failoverTimeoutSeconds: 5 });
  try {
    const { run } = await bench.run({ action: "promote", instance: idAt(target) });
    if (run.state !== "succeeded") throw new Error(run.summary ?? run.state);
  } finally {
    await bench.close();
  }
}

/** As a person would: the one command, and Sentinel chooses. Done once clients are sent to another instance. */
async function tell({ sentinels }: Stage, more: readonly string[]): Promise<void> {
  const [sentinel] = sentinels;
  if (sentinel === undefined) return;
  const before = JSON.stringify(await addressAt(sentinel));
  await ask(sentinel, [["SENTINEL", "FAILOVER", "orders", ...more]]);
  await waitFor(
    "clients are sent elsewhere",
    async () => JSON.stringify(await addressAt(sentinel)) !== before,
  );
}

const addressAt = (sentinel: LocalServer) =>
  ask(sentinel, [["SENTINEL", "GET-MASTER-ADDR-BY-NAME", "orders"]]);

async function knowsCoordinated([sentinel]: readonly LocalServer[]): Promise<boolean> {
  return (
    sentinel !== undefined && /COORDINATED/.test(JSON.stringify(await ask(sentinel, [["SENTINEL", "HELP"]])))
  );
}

/** The one primary, once all links are up and the Sentinels are at rest and agree. */
async function settled({ group, sentinels }: Stage): Promise<LocalServer> {
  const primary = await waitFor(
    "the group has settled",
    async () => {
      const roles = await Promise.all(group.all.map((one) => fieldOf(one, "role")));
      const [first, second] = group.all.filter((_, index) => roles[index] === "master");
      const said = await Promise.all(sentinels.map((one) => ask(one, [["SENTINEL", "MASTER", "orders"]])));
      const calm = said.every((fields) => {
        const words = Array.isArray(fields) ? fields.map(String) : [];
        const of = (name: string) => words[words.indexOf(name) + 1];
        return of("port") === String(first?.port) && of("flags") === "master";
      });
      return first !== undefined && second === undefined && calm ? first : null;
    },
    DEMOTED_MS,
  );
  for (const one of group.all) if (one !== primary) await linkUp(one);
  return primary;
}

/** Sentinel closes connections to servers that it reconfigures: then nothing was said. */
const fieldOf = (server: LocalServer, name: string): Promise<string | undefined> =>
  replicationField(server, name).catch(() => undefined);

async function more(writers: SentinelWriters): Promise<void> {
  const now = writers.acknowledged();
  await waitFor("they write", () => writers.acknowledged() > now + WRITES_BETWEEN);
}

function figuresOf(name: string, changes: readonly Change[], ours: boolean): Figure[] {
  const bench = "sentinel-failover";
  const row = (what: string, pick: (change: Change) => number, unit: string, bar: number | null): Figure => {
    const values = changes.map(pick);
    return {
      bench,
      what: `${name}, ${what}`,
      value: median(values),
      unit,
      spread: [Math.min(...values), Math.max(...values)],
      bar,
    };
  };
  return [
    row("write gap", ({ gapMs }) => gapMs, "ms", null),
    row("acknowledged writes lost", ({ lost }) => lost, "writes", ours ? 0 : null),
    row("of acknowledged", ({ acknowledged }) => acknowledged, "writes", null),
    row(
      ours ? "from click to proven" : "until clients are sent elsewhere",
      ({ seconds }) => seconds,
      "s",
      null,
    ),
  ];
}
