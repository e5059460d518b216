/** What is wanted of a Debian release. `programs` are those of its packages that are used, where these are not named like them. */
export interface Release {
  readonly suite: string;
  readonly packages: readonly string[];
  readonly programs?: readonly string[];
}

/** Debian releases whose servers stand for the versions we promise to work with. `packages` are named as their programs are. */
export const releases: readonly Release[] = [
  { suite: "bullseye", packages: ["redis-server"] },
  { suite: "trixie", packages: ["redis-server", "valkey-server"] },
  { suite: "sid", packages: ["redis-server", "valkey-server"] },
];

/** Prometheus and its checker of metrics, rules and queries. Of one release everywhere, so that they judge alike everywhere. */
export const prometheus: Release = {
  suite: "trixie",
  packages: ["prometheus"],
  programs: ["prometheus", "promtool"],
};

/** A real S3 store: OpenStack Swift with its S3 API, and the Python that runs it. Of one release, as above. */
export const swift: Release = {
  suite: "trixie",
  packages: ["swift-proxy"],
  programs: ["python3"],
};

/** The proxy that docs/reverse-proxy.md is about. Of one release, as above. */
export const nginx: Release = {
  suite: "trixie",
  packages: ["nginx"],
};
