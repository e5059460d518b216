import type { Backup } from "@/lib/contract";

/** How a proof of the file came out. `off`: the source writes no checksums. Null: it was not tried. */
export type Proof = "holds" | "broken" | "off" | null;

/** The file's own checksum, by the walk. */
export function checksumProof({ checks }: Pick<Backup, "checks">): Proof {
  const status = checks.find(({ code }) => code === "checksum")?.status;
  if (status === undefined) return null;
  return status === "pass" ? "holds" : status === "warn" ? "off" : "broken";
}

/** Tidemark's own hash of the file: taken as it came, and again whenever it is read. */
export function hashProof({ sha256, state }: Pick<Backup, "sha256" | "state">): Proof {
  if (sha256 === null || (state !== "verified" && state !== "damaged")) return null;
  return state === "verified" ? "holds" : "broken";
}

/** Whether Tidemark keeps a file of it: then striking it from the list deletes that. */
export const hasFile = ({ state }: Pick<Backup, "state">): boolean =>
  state === "verified" || state === "damaged";
