import type { ConsistencyResult, ConsistencySettings, Percentiles, ReadMode } from "@/lib/contract";
import { formatCount, UNKNOWN } from "@/lib/format";
import { type ModeResult, modeWords, type Why } from "./consistency-modes";
import { formatShort } from "./short-time";

/** One figure of a result, for whoever looks at it. */
export interface Explained {
  /** `writes`, `wait`, `replica.stale`, `read-latest.seconds`: what it is, for programs. */
  readonly figure: string;
  /** Null: of the writes. */
  readonly mode: ReadMode | null;
  readonly title: string;
  readonly value: string;
  /** Two sentences: what the figure means, and why it is so. */
  readonly text: string;
  /** Where the reason can be read up: a file and function of Redis, a page of the docs, or the settings. */
  readonly source: string;
}

/** Why a read has no answer that counts, to follow "because". */
const refusals: Readonly<Record<string, string>> = {
  "no-primary": "no primary was known",
  "two-primaries": "more than one instance claimed to be the primary",
  "latest-in-doubt": "a member did not answer, and could have been promoted unseen",
  "write-not-contained": "the primary's history was proven to lack what the session wrote",
  "too-far-behind": "no instance was known to be within the bound",
  deadline: "no answer came in the time that a call may take",
  refused: "the server refused the command",
  unanswered: "no answer had come when the experiment ended",
  unreadable: "the key held what the lab had not written",
  "write-in-doubt":
    "it showed a write of which no acknowledgement had come, and which may have been carried out late, over newer ones",
};

/** Each figure that this result has, in words. Nothing is said of what was not measured. */
export function explain(result: ConsistencyResult, settings: ConsistencySettings): Explained[] {
  const { writes, modes } = result;
  return [
    writesOf(writes),
    ...(writes.seconds === null ? [] : [writeSeconds(writes.seconds, settings)]),
    ...(settings.wait.replicas === 0 ? [] : [waitOf(writes, settings)]),
    ...modes.flatMap((mode) => modeOf(mode, settings)),
  ];
}

type Said = Omit<Explained, "text" | "source" | "mode">;

/** Two sentences, and the source of the second. */
const say = (said: Said, means: string, why: Why, mode: ReadMode | null = null): Explained => ({
  ...said,
  mode,
  text: `${means}. ${why.text}.`,
  source: why.source,
});

const spread = ({ p50, p95, p99 }: Percentiles): string =>
  `p50 ${formatShort(p50)} · p95 ${formatShort(p95)} · p99 ${formatShort(p99)}`;

/** `half came within 4.2 ms, 95 of 100 within …`. */
const ranks = ({ p50, p95, p99 }: Percentiles, verb: string, bound: string): string =>
  `half ${verb} ${bound} ${formatShort(p50)}, 95 of 100 ${bound} ${formatShort(p95)} and 99 of 100 ${bound} ${formatShort(p99)}`;

function writesOf({ sent, acknowledged, failed }: ConsistencyResult["writes"]): Explained {
  const value = `${formatCount(acknowledged)} of ${formatCount(sent)}`;
  const why =
    failed === 0
      ? "Reads are held to acknowledged writes alone: those that a client has been told are done"
      : "Whether the others were carried out nobody can tell, so no read is held to them";
  return say(
    { figure: "writes", title: "Writes acknowledged", value },
    sent === 0 ? "No write was sent" : `${value} writes were acknowledged`,
    {
      text: why,
      source: "this measurement's settings: writesPerSecond and seconds",
    },
  );
}

function writeSeconds(seconds: Percentiles, { wait }: ConsistencySettings): Explained {
  const said = {
    figure: "writes.seconds",
    title: "Time until a write is acknowledged",
    value: spread(seconds),
  };
  const means = `Of the acknowledged writes, ${ranks(seconds, "had their reply", "within")}`;
  return wait.replicas === 0
    ? say(said, means, {
        text: "A primary replies before its replicas have the write, so how far they are behind is no part of it",
        source: "Redis, replication.c: replicationFeedSlaves",
      })
    : say(said, means, {
        text: `Each counts with its WAIT, which returns once as many replicas as asked for (${wait.replicas}) have acknowledged, or after ${formatShort(wait.timeoutMs / 1000)}`,
        source: "Redis, replication.c: waitCommand",
      });
}

function waitOf(
  { wait, acknowledged }: ConsistencyResult["writes"],
  settings: ConsistencySettings,
): Explained {
  const { replicas } = settings.wait;
  const said = { figure: "wait", title: `Writes that WAIT ${replicas} confirmed` };
  const why = {
    text: "WAIT confirms acknowledgement, not failover survival: an acknowledged write is lost all the same when a replica is promoted that lacks it",
    source: "Redis, replication.c: waitCommand",
  };
  if (wait === null)
    return say({ ...said, value: "none" }, "WAIT returned for none of the writes", {
      text: "It had no reply, or no write was acknowledged for it to follow",
      source: "this measurement's settings: wait",
    });
  const enough = wait.reached.slice(replicas).reduce((sum, count) => sum + count, 0);
  const value = `${formatCount(enough)} of ${formatCount(acknowledged)}`;
  return say(
    { ...said, value },
    `For ${value} acknowledged writes WAIT returned ${replicas} or more replicas, in time for the reads after them`,
    why,
  );
}

function modeOf(mode: ModeResult, settings: ConsistencySettings): Explained[] {
  const words = modeWords[mode.mode];
  const { reads, fresh, stale, refused, staleSeconds, seconds, fromPrimary } = mode;
  const answered = fresh + stale;
  const of = (some: number, all: number): string => `${formatCount(some)} of ${formatCount(all)}`;
  const part = (name: string, title: string, value: string, means: string, why: Why): Explained =>
    say({ figure: `${mode.mode}.${name}`, title: `${words.title}: ${title}`, value }, means, why, mode.mode);

  const all = [
    answered === 0
      ? part("stale", "stale reads", UNKNOWN, ...unanswered(reads))
      : part("stale", "stale reads", of(stale, answered), ...staleOrNot(mode, settings)),
  ];
  if (staleSeconds !== null)
    all.push(
      part("staleSeconds", "staleness", spread(staleSeconds), staleMeans(staleSeconds), age(settings)),
    );
  if (refused > 0)
    all.push(
      part(
        "refused",
        "reads without an answer",
        of(refused, reads),
        `${of(refused, reads)} reads have no answer that counts, and are neither fresh nor stale`,
        whyRefused(mode),
      ),
    );
  if (words.fromPrimary !== null && answered > 0)
    all.push(
      part(
        "fromPrimary",
        "answered by the primary",
        of(fromPrimary, answered),
        `${of(fromPrimary, answered)} answers came from the primary`,
        words.fromPrimary(settings),
      ),
    );
  if (seconds !== null)
    all.push(
      part(
        "seconds",
        "time until the answer",
        spread(seconds),
        `Of the answers, ${ranks(seconds, "came", "within")}`,
        words.time,
      ),
    );
  return all;
}

const unanswered = (reads: number): [means: string, why: Why] => [
  `No read was ${reads === 0 ? "made" : "answered"}, so nothing is known of what one would have shown`,
  {
    text:
      reads === 0
        ? "Reads follow acknowledged writes"
        : "Why none was is told with the reads without an answer",
    source: "this measurement's settings: modes",
  },
];

function staleOrNot(mode: ModeResult, settings: ConsistencySettings): [means: string, why: Why] {
  const { stale, fresh } = mode;
  const words = modeWords[mode.mode];
  const answered = formatCount(fresh + stale);
  return stale === 0
    ? [
        `None of ${answered} answered reads lacked a write that had been acknowledged before it was sent`,
        words.fresh(settings, mode),
      ]
    : [
        `${formatCount(stale)} of ${answered} answered reads lacked a write that had been acknowledged before they were sent`,
        words.stale(settings, mode),
      ];
}

const staleMeans = (staleSeconds: Percentiles): string =>
  `Of the stale reads, ${ranks(staleSeconds, "lacked", "nothing acknowledged longer ago than")}`;

/** What a read can tell of a replica's age. */
const age = ({ keys, writesPerSecond }: ConsistencySettings): Why => ({
  text: `A read tells of its own key alone, and each key is written about every ${formatShort(keys / writesPerSecond)}, so a replica may be older than its reads show by up to that much`,
  source: "this measurement's settings: keys and writesPerSecond",
});

function whyRefused({ refusals: codes }: ModeResult): Why {
  const [most] = Object.entries(codes).toSorted(([, a], [, b]) => b - a);
  const source = "docs/router.md, errors";
  if (most === undefined) return { text: "Their codes are not known", source };
  const [code, count] = most;
  const because = refusals[code] ?? "an error of the connection";
  return { text: `Most often, ${formatCount(count)} times, the code is ${code}: ${because}`, source };
}
