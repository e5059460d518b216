import { type GroupConfig, groupConfigOf } from "@/server/poller/config";

/**
 * One group for each address of the command line, named after host and port. Two that turn out to be
 * one group are merged once the servers say so.
 */
export const seedGroups = (seeds: readonly string[]): GroupConfig[] =>
  seeds.map((seed) => groupConfigOf({ name: nameOf(seed), seeds: [seed] }));

/** `redis://user:secret@10.0.0.1:6379` is `10.0.0.1-6379`: nothing of the credentials. */
function nameOf(seed: string): string {
  const address = seed
    .replace(/^[a-z+]+:\/\//i, "")
    .replace(/^.*@/, "")
    .replace(/[?#].*$/, "");
  const slug = address.replace(/[^A-Za-z0-9.]+/g, "-").replace(/^[-.]+|[-.]+$/g, "");
  return slug === "" ? "group" : slug.toLowerCase();
}
