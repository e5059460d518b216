import type { Backup, Instance } from "@/lib/contract";
import { formatBytes } from "@/lib/format";
import type { StepDraft } from "./steps";

export const readBackup = (target: Instance, backup: Backup): StepDraft => ({
  kind: "read-backup",
  instance: target.id,
  command: null,
  text: `Tidemark reads the backup whole, ${formatBytes(backup.sizeBytes)}, and asks whether ${target.name} is empty, before any of it is sent.`,
  proof: "SHA-256 matches",
  peer: null,
});

/** No words of its own on the operator's connection: there are as many commands as keys, on a connection of their own. */
export const sendBackup = (target: Instance): StepDraft => ({
  kind: "send-backup",
  instance: target.id,
  command: null,
  text: `${target.name} hears RESTORE key ttl value ABSTTL for each key, never REPLACE: what is there stays.`,
  proof: "OK for each",
  peer: null,
});

export const countKeys = (target: Instance): StepDraft => ({
  kind: "count-keys",
  instance: target.id,
  command: null,
  text: `The keys and expiries of each database of ${target.name} are compared with what was read.`,
  proof: "counts match",
  peer: null,
});
