import type { Backup } from "@/lib/contract";
import { formatCount, formatSeconds } from "@/lib/format";
import { versionOf } from "@/lib/info/version";
import type { ServerBinary } from "@/server/local";
import type { CommandOutcome, Fleet } from "@/server/ports";
import type { Connection } from "@/server/redis/connection";

export interface DigestVerdict {
  readonly digest: "equal" | "different" | "not-compared";
  readonly text: string;
}

/** DEBUG DIGEST answers nobody else while it counts: a source is asked only where it took no longer than this here. Milliseconds. */
export const LONGEST_BLOCK_MS = 100;
const DEADLINE_MS = 60_000;
const SOURCE_DEADLINE_MS = 2_000;
export const ASKED = ["DEBUG", "DIGEST"] as const;

const not = (why: string): DigestVerdict => ({
  digest: "not-compared",
  text: `Its digest was not compared with the source's: ${why}`,
});

export interface DigestFacts {
  readonly backup: Backup;
  readonly binary: ServerBinary;
  readonly connection: Connection;
  readonly fleet: Fleet;
  /** Keys that have expired since the file was written: here they are gone, at a replica they may not be yet. */
  readonly expired: number;
  readonly longestBlockMs: number;
  /** Writes down what is about to be sent to the source; false: it must not be sent. */
  readonly announce: (command: readonly string[]) => Promise<boolean>;
}

/**
 * DEBUG DIGEST here and at the source, where that still stands at the backup's place in the stream, before and after. It is the
 * only command of a drill that an instance of the group hears, it changes nothing, and it is not sent where it would block for long.
 * Source: debug.c, computeDatasetDigest.
 */
export async function compareDigests(facts: DigestFacts): Promise<DigestVerdict> {
  const { backup, binary, connection, fleet, expired, longestBlockMs, announce } = facts;
  if (expired > 0) return not("keys have expired since.");
  const moved = await whyElsewhere(fleet, backup);
  if (moved !== null) return not(moved);
  const source = fleet.group(backup.group)?.instances.find(({ id }) => id === backup.instance);
  const [here, there] = [versionOf(binary), source === undefined ? null : versionOf(source)];
  if (
    here === null ||
    there === null ||
    here.product !== there.product ||
    here.major !== there.major ||
    here.minor !== there.minor
  )
    return not("it runs another version, which may count otherwise.");
  const beganMs = performance.now();
  const own = await connection.send(ASKED, DEADLINE_MS);
  const tookMs = performance.now() - beganMs;
  const ours = own.state === "replied" ? digestIn(own.reply) : null;
  if (ours === null) return not("the server here gave none.");
  if (tookMs > longestBlockMs)
    return not(
      `it took ${formatSeconds(tookMs / 1000)} here, and the source would answer nobody for as long.`,
    );
  if (!(await announce(ASKED))) return not("the store could not be written, so nothing was sent.");
  const outcome = await fleet.command(backup.instance, ASKED, {
    as: "backup",
    deadlineMs: SOURCE_DEADLINE_MS,
  });
  if (outcome.state !== "replied") return not(`${backup.instance} ${whyNone(outcome)}`);
  const theirs = digestIn(outcome.reply);
  if (theirs === null) return not(`${backup.instance} answered with no digest.`);
  const movedSince = await whyElsewhere(fleet, backup);
  if (movedSince !== null) return not(movedSince);
  return ours === theirs
    ? { digest: "equal", text: `Its digest equals that of ${backup.instance} at that offset.` }
    : {
        digest: "different",
        text: `Its digest differs from that of ${backup.instance}, which stands at that offset.`,
      };
}

const digestIn = (reply: unknown): string | null =>
  typeof reply === "string" && /^[0-9a-f]{40}$/.test(reply) ? reply : null;

function whyNone(outcome: Exclude<CommandOutcome, { state: "replied" }>): string {
  if (outcome.state === "refused")
    return "does not allow DEBUG DIGEST (enable-debug-command, or the rights of the backups' user).";
  return `gave no answer (${outcome.detail}).`;
}

/** Why the source does not stand where the backup was taken, as a sentence; null: it does, by a look made now. */
async function whyElsewhere(
  fleet: Fleet,
  { group, instance, replid, offset }: Backup,
): Promise<string | null> {
  if (replid === null || offset === null) return "the backup's place in the stream is not known.";
  if (fleet.group(group) === null) return `group ${group} is not watched any more.`;
  await fleet.sample(group, [instance]);
  const reading = fleet.members(group).get(instance)?.reading ?? null;
  if (reading?.state !== "reached") return `${instance} could not be read.`;
  if (reading.view.replid !== replid) return `${instance} is on another history.`;
  return reading.view.offset === offset
    ? null
    : `${instance} has gone on from offset ${formatCount(offset)} to ${formatCount(reading.view.offset)}.`;
}
