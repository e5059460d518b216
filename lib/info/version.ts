import type { ServerView } from "./view";

/** A server's version as numbers; null for a product or a spelling we do not know. */
export interface ServerVersion {
  readonly product: "redis" | "valkey";
  readonly major: number;
  readonly minor: number;
}

/** The version an instance says it runs. */
export function versionOf(instance: {
  readonly product: ServerView["product"];
  readonly version: string | null;
}): ServerVersion | null {
  const numbers = /^(\d{1,4})\.(\d{1,4})/.exec(instance.version ?? "");
  if (numbers === null || instance.product === "other") return null;
  return { product: instance.product, major: Number(numbers[1]), minor: Number(numbers[2]) };
}

/** Whether a known version is at least that of Redis; every Valkey continues from Redis 7.2. */
export const isAtLeast = (version: ServerVersion, major: number, minor: number): boolean =>
  version.product === "valkey" ||
  version.major > major ||
  (version.major === major && version.minor >= minor);
