import { failedSaveKills } from "../actions/backup";
import { configOf } from "../context";
import { type CheckRow, fail, pass, warn } from "./row";

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
    judge: ({ context, target }) => {
      if (target.role === "primary") return null;
      const kills = failedSaveKills(context, target);
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
