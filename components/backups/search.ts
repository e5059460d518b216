import type { Backup } from "@/lib/contract";

/** Whether the words, in whatever case, stand in what a backup says of itself. Null: everything passes. */
export function saysWords(backup: Backup, words: string | null): boolean {
  if (words === null) return true;
  const { id, group, instance, path, location, sha256, replid, serverVersion, error, checks } = backup;
  const said = [
    id,
    group,
    instance,
    path,
    location,
    sha256,
    replid,
    serverVersion,
    error,
    ...checks.map(({ text }) => text),
  ];
  return said.join("\n").toLowerCase().includes(words.toLowerCase());
}
