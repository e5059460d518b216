import { forkOf } from "@/lib/backup/protection";
import type { Instance } from "@/lib/contract";
import type { Branch } from "@/lib/lag/branches";

/** A group that changes its history more often than this is not worth counting across. */
const MOST = 50;

/**
 * Keeps where the history of the group's primary branched off. An instance names only the history before its own, so that
 * after two promotions nobody but us knows how the first one and the third belong together. Changes `forks`.
 */
export function rememberForks(forks: Map<string, Branch>, primary: Instance | null): void {
  if (primary === null || !primary.reachable || primary.role !== "primary") return;
  const fork = forkOf(primary);
  if (fork === null || forks.get(fork.replid)?.from === fork.from) return;
  forks.set(fork.replid, fork);
  const [oldest] = forks.keys();
  if (forks.size > MOST && oldest !== undefined) forks.delete(oldest);
}
