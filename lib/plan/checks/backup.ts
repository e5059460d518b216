import type { BackupMethod } from "@/lib/contract";
import { formatBytes } from "@/lib/format";
import { failedSaveKills } from "../actions/backup";
import { dataBytesOf, forkingBeside, forkRoom, whyNotByWire, writesOnItsDisk } from "../actions/backup-way";
import { configOf, listNames } from "../context";
import { type CheckRow, fail, pass, warn } from "./row";

/** What each way writes where. */
const places: Readonly<Record<BackupMethod, string>> = {
  wire: "Tidemark receives the data set and keeps it, proven",
  bgsave:
    "the instance saves on its own disk, and Tidemark keeps that file only where it runs on the same machine",
};

/** Rules about backups alone. */
export const backupRows: readonly CheckRow[] = [
  {
    code: "on-a-replica",
    actions: ["backup"],
    rule: "A save belongs on a replica: it forks, and slows the instance it runs on.",
    judge: ({ target }) =>
      target.role === "primary"
        ? warn(`${target.name} is the primary: saving forks it, which takes memory and slows its writes.`)
        : pass(`${target.name} is a replica.`),
  },
  {
    code: "backup-way",
    actions: ["backup"],
    rule: "Over the wire wherever that can be: only what Tidemark has read is verified.",
    judge: ({ context, target, way = "bgsave" }) => {
      const why = whyNotByWire(context, target);
      if (way === "wire")
        return why === null
          ? pass(`Over the wire: ${places.wire}.`)
          : fail(`Not over the wire: ${why}. Choose BGSAVE instead.`);
      return warn(
        `By BGSAVE: ${places.bgsave}${why === null ? ", so it stays unverified" : `, since ${why}`}.`,
      );
    },
  },
  {
    code: "backup-room",
    actions: ["backup"],
    rule: "Tidemark's disk has room for the whole data set before any of it is asked for.",
    judge: ({ context, target, way }) => {
      if (way !== "wire") return null;
      const beyond = context.backups?.beyondDisk ?? null;
      if (beyond !== null) return pass(`It goes to ${beyond}, and needs no room on the disk of data-dir.`);
      const [room, data] = [context.backups?.roomBytes ?? null, dataBytesOf(context, target)];
      const evidence = `data=${formatBytes(data)} room=${formatBytes(room)}`;
      if (room === null || data === null)
        return warn(
          "Whether the disk of data-dir has room for it is not known: a full disk ends it.",
          evidence,
        );
      return data > room
        ? fail("The disk of data-dir has not the room for it.", evidence)
        : pass("The disk of data-dir has room for it.", evidence);
    },
  },
  {
    code: "source-disk",
    actions: ["backup"],
    rule: "A source that is not set to send straight from memory writes its own dump anew first.",
    judge: ({ context, target, way }) =>
      way === "wire" && writesOnItsDisk(context, target, way) === true
        ? warn(
            `${target.name} writes the dump on its own disk first, over the one that lies there.`,
            "repl-diskless-sync no",
          )
        : null,
  },
  {
    code: "fork-room",
    actions: ["backup"],
    rule: "A fork shares its memory until pages are written: its host has room for the worst case, and no other fork.",
    judge: ({ context, target }) => {
      const beside = forkingBeside(context, target);
      if (beside.length > 0)
        return warn(`${listNames(beside)} on the same host has a child process that copies memory already.`);
      const room = forkRoom(context, target);
      if (room === null) return null;
      const evidence = `left=${formatBytes(room.leftBytes)} worst=${formatBytes(room.needBytes)}`;
      return room.needBytes > room.leftBytes
        ? warn(
            `If every page of ${target.name} were written meanwhile, its host would run out of memory.`,
            evidence,
          )
        : pass(`The host of ${target.name} has memory for the fork.`, evidence);
    },
  },
  {
    code: "save-idle",
    actions: ["backup"],
    rule: "BGSAVE is refused while another save or an AOF rewrite runs.",
    judge: ({ context, target }) => {
      const persistence = context.members.get(target.id)?.slow?.persistence ?? null;
      if (persistence === null)
        return warn(`Whether ${target.name} is saving already is not known: it may refuse.`);
      if (persistence.saving) return fail(`${target.name} is saving already. Wait for its end.`);
      return persistence.aofRewriting
        ? fail(`${target.name} is rewriting its AOF and refuses to save meanwhile.`)
        : pass(`${target.name} is not saving.`);
    },
  },
  {
    code: "source-current",
    actions: ["backup"],
    rule: "The source's link is up, so that the copy is of now; without one it may refuse to save at all.",
    judge: ({ context, target }) => {
      if (target.role === "primary") return null;
      if (target.link?.state === "up") return pass(`${target.name} is online.`);
      return configOf(context, target.id)?.get("replica-serve-stale-data") === "no"
        ? fail(`${target.name} has no link to its upstream and refuses to save without one.`)
        : warn(`${target.name} has no link to its upstream: the backup is as old as its data.`);
    },
  },
  {
    code: "last-save",
    actions: ["backup"],
    rule: "The last save ended well.",
    judge: ({ target }) =>
      target.persistence?.lastSaveOk === false
        ? warn(`The last save of ${target.name} failed: look at its disk first.`)
        : null,
  },
  {
    code: "failed-save",
    actions: ["backup"],
    rule: "A failed save must not kill the replica at its next write.",
    judge: ({ context, target, way = "bgsave" }) => {
      if (target.role === "primary") return null;
      const kills = failedSaveKills(context, target, way);
      if (kills === "unknown")
        return warn(
          `A failed save can stop ${target.name}: its settings can't be read, so nobody can rule it out.`,
        );
      return kills === "yes"
        ? pass(`A failed save would stop ${target.name}; the plan guards it while it saves.`)
        : pass(`A failed save does not stop ${target.name}.`);
    },
  },
];
