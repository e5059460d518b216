import type { Backup } from "@/lib/contract";

/** What is not known of a backup while nothing of it has come. */
export const blankBackup = {
  endedAt: null,
  path: null,
  location: null,
  sizeBytes: null,
  sha256: null,
  rdbVersion: null,
  serverVersion: null,
  replid: null,
  offset: null,
  keys: null,
  expires: null,
  databases: null,
  sourceLagSeconds: null,
  drill: null,
  rechecked: null,
  error: null,
} as const satisfies Partial<Backup>;
