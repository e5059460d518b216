import { missingText } from "@/lib/acl";
import type { Instance } from "@/lib/contract";
import { formatBytes, formatCount } from "@/lib/format";
import { describeHoldings, type Holdings, readHoldings } from "@/lib/info/holdings";
import { parseInfo } from "@/lib/info/parse";
import { versionOf } from "@/lib/info/version";
import { pointInTime } from "../actions/restore";
import { configOf, followersOf, listNames, type PlanContext } from "../context";
import { managerOf } from "../manager";
import { loadsFile } from "../rdb-matrix";
import type { RestoreFacts } from "../restore-facts";
import type { Scene } from "../scene";
import { type CheckRow, fail, pass, type Verdict, warn } from "./row";

/** A data set takes more memory than its file, mostly by some times. */
const MEMORY_FACTOR = 3;

const row = (
  code: string,
  rule: string,
  judge: (scene: Scene, facts: RestoreFacts) => Verdict | null,
): CheckRow => ({
  code,
  actions: ["restore"],
  rule,
  judge: (scene) => (scene.context.restore === undefined ? null : judge(scene, scene.context.restore)),
});

/** What the target held when it was read for the plan; null: not known. */
function holdingsOf(context: PlanContext, target: Instance): Holdings | null {
  const fields = parseInfo(context.members.get(target.id)?.slow?.text ?? "");
  return fields.ok ? readHoldings(fields.value) : null;
}

/** Rules about restores alone. */
export const restoreRows: readonly CheckRow[] = [
  row("restore-verified", "Only what was read whole and proven is restored.", (_, { backup }) => {
    const proven = backup.state === "verified" && backup.sha256 !== null;
    if (!proven)
      return fail(
        backup.state === "saved"
          ? "The backup lies on its instance's own disk, and Tidemark has not read it. Start a server with that file instead."
          : `The backup is ${backup.state}, not verified.`,
      );
    return pass(
      `The backup of ${backup.group} is verified, and is hashed again before any of it is sent.`,
      `${formatBytes(backup.sizeBytes)}, ${formatCount(backup.keys)} keys`,
    );
  }),
  row(
    "restore-target",
    "A primary is restored into: a replica has its data from its upstream alone.",
    ({ target }) =>
      target.role === "primary"
        ? pass(`${target.name} is a primary and follows nobody.`)
        : fail(
            target.role === null
              ? `The role of ${target.name} is not known.`
              : `${target.name} is a replica: restore into its primary, or detach it first.`,
          ),
  ),
  row("restore-empty", "Nothing is restored into an instance that holds anything.", ({ context, target }) => {
    const holdings = holdingsOf(context, target);
    if (holdings === null) return fail(`What ${target.name} holds is not known.`);
    const evidence = describeHoldings(holdings);
    return holdings.keys === 0 && (holdings.libraries ?? 0) === 0
      ? pass(`${target.name} is empty; it is asked again right before anything is sent.`, evidence)
      : fail(`${target.name} is not empty: a restore never adds to data, nor replaces any.`, evidence);
  }),
  row("restore-cluster", "A cluster's keys belong to slots of several instances.", ({ context, target }) =>
    managerOf(context) === "cluster"
      ? fail(
          `${target.name} is a node of a cluster: it takes the keys of its own slots alone, and a backup has others.`,
        )
      : null,
  ),
  row(
    "restore-format",
    "The target reads the version that the backup is written in.",
    ({ context, target }, { backup }) => {
      const relaxed = configOf(context, target.id)?.get("rdb-version-check") === "relaxed";
      const verdict = loadsFile(versionOf(target), backup.rdbVersion, relaxed);
      const evidence = `RDB ${backup.rdbVersion ?? "—"}, ${target.product} ${target.version ?? "—"}`;
      if (verdict === "yes") return pass(`${target.name} reads this version.`, evidence);
      return verdict === "no"
        ? fail(
            `${target.name} does not read this version: restore into a server like the backup's source (${backup.serverVersion ?? "—"}), or newer.`,
            evidence,
          )
        : warn(
            `Whether ${target.name} reads this version is not known: it refuses the first key if not.`,
            evidence,
          );
    },
  ),
  row(
    "restore-databases",
    "The target has the databases that the backup names.",
    ({ target }, { backup, databases }) => {
      const highest = Math.max(0, ...(backup.databases ?? []).map(({ index }) => index));
      if (databases === null)
        return warn(`How many databases ${target.name} has is not known: the run asks before it sends.`);
      return highest < databases
        ? pass(`${target.name} has the databases of the backup.`, `databases ${databases}`)
        : fail(
            `The backup has keys in db${highest}, and ${target.name} has ${databases} databases: raise databases there.`,
            `databases ${databases}`,
          );
    },
  ),
  row("restore-memory", "The target has memory for the data set, and drops nothing to make room.", memory),
  row(
    "restore-value",
    "The target takes the backup's largest value in one piece.",
    ({ target }, { backup, bulkBytes }) => {
      const evidence = `proto-max-bulk-len ${formatBytes(bulkBytes)}`;
      if (bulkBytes === null || backup.sizeBytes === null)
        return warn(`How long a value ${target.name} takes is not known.`, evidence);
      return backup.sizeBytes <= bulkBytes
        ? pass("No value of the backup can be too long for it.", evidence)
        : warn(
            "A value could be too long for it: the run looks before it sends, and ends there if one is.",
            evidence,
          );
    },
  ),
  row("restore-rights", "The operator may say what a restore says.", ({ target }, { denied }) =>
    denied.length === 0
      ? pass("The operator is not known to lack a right for it.")
      : fail(
          `At ${target.name}: ${missingText(denied).join(". ")}.`,
          denied.map(({ rule }) => rule).join(" "),
        ),
  ),
  row("restore-replicas", "Replicas get the data as any other writes.", ({ context, target }) => {
    const below = followersOf(context, target.id);
    if (below.length === 0) return null;
    const cut = below.filter(({ link }) => link?.state !== "up");
    if (cut.length > 0)
      return warn(
        `${listNames(cut)} ${cut.length === 1 ? "has" : "have"} no link to ${target.name}, and will copy everything once it is up.`,
      );
    return pass(
      `${listNames(below)} ${below.length === 1 ? "gets" : "get"} the keys as ${target.name} takes them.`,
    );
  }),
  row("restore-writers", "A restore is not fenced: whoever writes meanwhile is in its way.", writers),
  row("restore-point", "A backup is the state of one moment.", point),
];

/** Always a warning: clients come and go, and a plan is not stale by that. */
function writers({ target }: Scene): Verdict {
  return warn(
    `Keep clients away from ${target.name} until the run has ended: it is not fenced, and a key of theirs that the backup has too ends the run and stays.`,
    target.connectedClients === null ? null : `connected_clients ${target.connectedClients}`,
  );
}

/** Always a warning: a write to the source makes no plan stale. */
function point({ context }: Scene, facts: RestoreFacts): Verdict {
  const { backup } = facts;
  return warn(
    `${pointInTime(context, facts)} For that there is only a replica that is still ahead, or the AOF of an instance of it, where it keeps one.`,
    `offset ${formatCount(backup.offset)}`,
  );
}

function memory({ context, target }: Scene, { backup }: RestoreFacts): Verdict {
  const slow = context.members.get(target.id)?.slow ?? null;
  const size = backup.sizeBytes;
  if (slow?.memory == null || size === null)
    return warn(`How much memory ${target.name} has is not known: a full one ends the run.`);
  const { maxBytes, usedBytes } = slow.memory;
  if (maxBytes === null)
    return pass(`${target.name} has no limit of its own.`, `file ${formatBytes(size)}, maxmemory 0`);
  const room = Math.max(0, maxBytes - usedBytes);
  const evidence = `file ${formatBytes(size)}, room ${formatBytes(room)}`;
  if (size > room) return fail(`${target.name} has not the memory for it: raise maxmemory.`, evidence);
  const policy = slow.limits.evictionPolicy;
  if (policy !== null && policy !== "noeviction")
    return warn(
      `${target.name} would drop keys where memory runs short (${policy}), and the count at the end would tell.`,
      evidence,
    );
  return size * MEMORY_FACTOR > room
    ? warn(`A data set takes more memory than its file: ${target.name} may have too little of it.`, evidence)
    : pass(`${target.name} has memory for it.`, evidence);
}
