/** Debian releases whose servers stand for the versions we promise to work with. `packages` are named as their programs are. */
export const releases = [
  { suite: "bullseye", packages: ["redis-server"] },
  { suite: "trixie", packages: ["redis-server", "valkey-server"] },
  { suite: "sid", packages: ["redis-server", "valkey-server"] },
] as const;
export type Release = (typeof releases)[number];
