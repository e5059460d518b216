import type { Backup } from "@/lib/contract";

/**
 * Whether anything of a backup may lie where Tidemark keeps them: of one over the wire always, of a BGSAVE only where the
 * instance's file was read.
 */
export const mayHaveFile = ({ method, sha256 }: Pick<Backup, "method" | "sha256">): boolean =>
  method === "wire" || sha256 !== null;
