import type { GroupSettings } from "./types";

/**
 * One group for each address of the command line, named after host and port. Two that turn out to be
 * one group are merged once the servers say so.
 */
export function seedGroups(seeds: readonly string[]): GroupSettings[] {
  return seeds.map((seed) => ({
    name: nameOf(seed),
    seeds: [seed],
    username: null,
    password: null,
    operator: { username: null, password: null },
    tls: { ca: null, cert: null, key: null, "server-name": null },
    addresses: {},
  }));
}

/** `redis://user:secret@10.0.0.1:6379` is `10.0.0.1-6379`: nothing of the credentials. */
function nameOf(seed: string): string {
  const address = seed
    .replace(/^[a-z+]+:\/\//i, "")
    .replace(/^.*@/, "")
    .replace(/[?#].*$/, "");
  const slug = address.replace(/[^A-Za-z0-9.]+/g, "-").replace(/^[-.]+|[-.]+$/g, "");
  return slug === "" ? "group" : slug.toLowerCase();
}
