import { access } from "node:fs/promises";
import { homedir } from "node:os";
import { join } from "node:path";
import { findServer, type ServerBinary } from "@/server/local";
import { askVersion } from "@/server/local/find-server";
import { type Release, releases } from "./releases";
import { unpackRelease } from "./unpack-release";

/** A server version to test with. */
export interface LocalBinary extends ServerBinary {
  /** `redis-7.0.15`. */
  readonly name: string;
}

const folder = (): string =>
  process.env.TIDEMARK_SERVERS_DIR ?? join(homedir(), ".cache", "tidemark", "servers");

/**
 * The versions there are now: the machine's own server, and those that were unpacked. `TIDEMARK_TEST_SERVERS` narrows
 * them to names that begin with one of its comma-separated words: `redis-7,valkey`.
 * @throws Error when there is none at all
 */
export async function serverMatrix(): Promise<LocalBinary[]> {
  const own = await findServer({ install: false });
  const found = [...("missing" in own ? [] : [own]), ...(await Promise.all(releases.map(had))).flat()];
  const unique = new Map<string, ServerBinary>();
  // Of one version twice, the machine's own stays.
  for (const binary of found.reverse()) unique.set(nameOf(binary), binary);
  const wanted = (process.env.TIDEMARK_TEST_SERVERS ?? "").split(",").filter((word) => word !== "");
  const chosen = [...unique]
    .filter(([name]) => wanted.length === 0 || wanted.some((word) => name.startsWith(word)))
    .map(([name, binary]) => ({ ...binary, name }))
    .sort((a, b) => a.name.localeCompare(b.name, "en", { numeric: true }));
  if (chosen.length === 0)
    throw new Error(
      "missing" in own ? own.missing : `TIDEMARK_TEST_SERVERS fits none of ${[...unique.keys()].join(", ")}`,
    );
  return chosen;
}

/** Unpacks what is not there yet. @returns one line for each version, had or not to be had */
export async function fetchVersions(): Promise<string[]> {
  const own = await findServer({ install: false });
  const lines = await Promise.all(
    releases.map(async (release) => {
      const target = join(folder(), release.suite);
      const problem = (await isThere(target)) ? null : await unpackRelease(release, target);
      if (problem !== null) return [`Debian ${release.suite}: not to be had: ${problem}`];
      return (await had(release)).map((binary) => `${nameOf(binary)}: from Debian ${release.suite}`);
    }),
  );
  return [...("missing" in own ? [own.missing] : [`${nameOf(own)}: this machine's own`]), ...lines.flat()];
}

async function had(release: Release): Promise<ServerBinary[]> {
  const target = join(folder(), release.suite);
  if (!(await isThere(target))) return [];
  const binaries = await Promise.all(release.packages.map((program) => askVersion(join(target, program))));
  return binaries.filter((binary) => binary !== null);
}

const nameOf = ({ product, version }: ServerBinary): string => `${product}-${version}`;

const isThere = (path: string): Promise<boolean> =>
  access(path).then(
    () => true,
    () => false,
  );
