import type { Instance } from "@/lib/contract";
import { formatBytes } from "@/lib/format";
import { versionOf } from "@/lib/info/version";
import { descendantsOf } from "@/lib/topology/tree";
import { configFileOf, configOf, listNames } from "../context";
import { type LoginVerdict, loginKey } from "../login";
import { loads } from "../rdb-matrix";
import type { Move, Scene } from "../scene";
import { type CheckRow, cascades, changes, fail, pass, warn } from "./row";

/** Rules about the links that a plan makes, and about what keeps them. */
export const linkRows: readonly CheckRow[] = [
  {
    code: "upstream-address",
    actions: ["promote", "repoint", "attach", ...cascades],
    rule: "There is a plain host and port by which the new upstream can be followed.",
    judge: ({ moves }) => {
      const nameless = moves.find((move) => move.words === null);
      if (nameless !== undefined)
        return fail(
          `No address is known by which ${nameless.replica.name} could follow ${nameless.upstream.name}.`,
        );
      const [move] = moves;
      return move?.words === undefined || move.words === null
        ? null
        : pass(`${moves.at(-1)?.upstream.name} can be followed.`, spelled(moves.at(-1) ?? move));
    },
  },
  {
    code: "rdb-version",
    actions: ["promote", "repoint", "attach", ...cascades],
    rule: "A replica that cannot load its upstream's RDB version would be emptied by a full resync.",
    judge: (scene) => {
      const unloadable = scene.moves.filter((move) => loadsOf(scene, move) === "no");
      const emptied = unloadable.find((move) => move.forecast.verdict !== "partial");
      if (emptied !== undefined)
        return fail(
          `${emptied.replica.name} can't load a full copy from ${emptied.upstream.name} and would be emptied by it.`,
          versions(emptied),
        );
      const [move] = unloadable;
      if (move !== undefined)
        return warn(
          `${move.replica.name} can continue from ${move.upstream.name}, but a later full resync would empty it.`,
          versions(move),
        );
      const unknown = scene.moves.find((each) => loadsOf(scene, each) === "unknown");
      if (unknown !== undefined)
        return warn(
          `Nobody can say whether ${unknown.replica.name} could load a full copy from ${unknown.upstream.name}.`,
          versions(unknown),
        );
      return scene.moves.length === 0 ? null : pass("Every replica can load a full copy from its upstream.");
    },
  },
  {
    code: "resync",
    actions: ["promote", "repoint", "attach", ...cascades],
    rule: "Every new link continues from the backlog.",
    judge: ({ moves }) => {
      const full = moves.find((move) => move.forecast.verdict === "full");
      if (full !== undefined)
        return warn(
          `${full.replica.name} copies everything from ${full.upstream.name}. ${full.forecast.reason}`,
          sizeOf(full.upstream),
        );
      const unknown = moves.find((move) => move.forecast.verdict === "unknown");
      if (unknown !== undefined)
        return warn(`What ${unknown.replica.name} must copy is not known. ${unknown.forecast.reason}`);
      return moves.length === 0
        ? null
        : pass(moves.length === 1 ? "The new link continues: no copy." : "All new links continue: no copy.");
    },
  },
  {
    code: "replication-login",
    actions: ["promote", "repoint", "attach", ...cascades],
    rule: "A replica must be able to log in at its new upstream; without CONFIG nothing of that can be read.",
    judge: ({ context, moves }) => {
      const told = moves.map((move) => ({
        move,
        verdict: context.logins?.get(loginKey(move.replica.id, move.upstream.id)) ?? null,
      }));
      for (const { move, verdict } of told) {
        const trouble = verdict === null ? null : loginTrouble(move, verdict);
        if (trouble !== null) return fail(trouble, "masterauth");
      }
      const silent = moves.map(({ replica }) => replica).filter(({ id }) => configOf(context, id) === null);
      if (silent.length > 0)
        return warn(
          `The settings of ${listNames(unique(silent))} can't be read: nobody can say whether it may log in at its new upstream.`,
        );
      const unread = told.find(({ verdict }) => verdict === "unknown")?.move;
      if (unread !== undefined)
        return warn(
          `Whether ${unread.replica.name} may log in at ${unread.upstream.name} can't be read with the rights of the operator (CONFIG GET, ACL GETUSER).`,
          "masterauth",
        );
      if (told.length === 0 || told.some(({ verdict }) => verdict === null)) return null;
      return told.every(({ verdict }) => verdict === "open")
        ? pass("No new upstream asks its replicas for a password.")
        : pass("Every replica has a password that its new upstream takes.", "masterauth");
    },
  },
  {
    code: "config-file",
    actions: changes,
    rule: "A role outlives a restart only in a config file.",
    judge: ({ context, changed }) => {
      if (changed.length === 0) return null;
      const without = changed.filter(({ id }) => configFileOf(context, id) === "none");
      if (without.length > 0)
        return warn(
          `${listNames(without)} ${without.length === 1 ? "has" : "have"} no config file: a restart undoes this.`,
        );
      const unknown = changed.filter(({ id }) => configFileOf(context, id) === null);
      return unknown.length > 0
        ? warn(`Whether ${listNames(unknown)} would keep this over a restart is not known.`)
        : pass("The new roles are kept over a restart.");
    },
  },
  {
    code: "goes-with-it",
    actions: ["detach"],
    rule: "What is below a detached replica leaves with it.",
    judge: ({ context, target }) => {
      const below = descendantsOf(context.group, target.id);
      const members = context.group.instances.filter(({ id }) => below.includes(id));
      return members.length === 0
        ? null
        : warn(`${listNames(members)} ${members.length === 1 ? "follows" : "follow"} ${target.name} out.`);
    },
  },
];

/** Why a replica could not log in; null: it could, or nobody knows. */
function loginTrouble({ replica, upstream }: Move, verdict: LoginVerdict): string | null {
  const [who, where] = [replica.name, upstream.name];
  const then = `${who} could not follow ${where}.`;
  const texts: Record<LoginVerdict, string | null> = {
    open: null,
    fits: null,
    unknown: null,
    "no-password": `${who} has no masterauth and ${where} asks for a password: ${then} Set it there first.`,
    "wrong-password": `The masterauth of ${who} is no password of its user at ${where}: ${then} Set it there first.`,
    "unasked-password": `${who} has a masterauth and ${where} has no password: it refuses a login it does not ask for, so ${then} Set requirepass at ${where}, or remove masterauth at ${who}.`,
    "no-user": `${where} has no user of the name that ${who} logs in by (masteruser): ${then}`,
    "user-off": `The user that ${who} logs in by is off at ${where}: ${then}`,
  };
  return texts[verdict];
}

const unique = (instances: readonly Instance[]): Instance[] => [...new Set(instances)];

function loadsOf({ context }: Scene, { replica, upstream }: Move): ReturnType<typeof loads> {
  const relaxed = configOf(context, replica.id)?.get("rdb-version-check") === "relaxed";
  return loads(versionOf(replica), versionOf(upstream), relaxed);
}

/** How much a full copy is at most. */
function sizeOf({ memory }: Instance): string {
  const bytes = memory?.dataBytes ?? null;
  return bytes === null ? "size not known" : `at most ${formatBytes(bytes)}`;
}

const versions = ({ replica, upstream }: Move): string => `${release(upstream)} → ${release(replica)}`;

const release = ({ product, version }: Instance): string => `${product} ${version ?? "of unknown version"}`;

const spelled = ({ words }: Move): string | null => (words === null ? null : `${words.host} ${words.port}`);
