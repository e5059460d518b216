import { delimiter, join } from "node:path";
import type { Backup } from "@/lib/contract";
import { versionOf } from "@/lib/info/version";
import { loadsFile, rdbVersion } from "@/lib/plan/rdb-matrix";
import type { ServerBinary } from "@/server/local";
import { askVersion } from "@/server/local/find-server";
import { DrillFault } from "./fault";
import { nameOf } from "./why-gone";

/**
 * The server to drill with: the one named, else the first on PATH that can load the file's version.
 * @param named its path; null: found on PATH
 * @throws DrillFault where there is none, or none that can
 */
export async function chooseServer(
  { rdbVersion: file, serverVersion }: Pick<Backup, "rdbVersion" | "serverVersion">,
  named: string | null,
): Promise<ServerBinary> {
  const found = named === null ? await onPath() : await one(named);
  const able = found.find((binary) => loadable(binary, file) !== "no");
  if (able !== undefined) return able;
  const those = found.map(
    (binary) => `${nameOf(binary)} reads RDB version ${rdbVersionOf(binary) ?? "unknown"} and lower`,
  );
  const writer = serverVersion === null ? "" : ` It was written by version ${serverVersion}.`;
  throw new DrillFault(
    `Not loaded: ${those.join(", ")}, and the file has version ${file ?? "unknown"}.${writer} Name a server that reads it in backups.drill.server.`,
  );
}

const loadable = (binary: ServerBinary, file: number | null): "yes" | "no" | "unknown" => {
  const server = versionOf(binary);
  return server === null || file === null ? "unknown" : loadsFile(server, file);
};

const rdbVersionOf = (binary: ServerBinary): number | null => {
  const server = versionOf(binary);
  return server === null ? null : rdbVersion(server);
};

async function one(path: string): Promise<ServerBinary[]> {
  const binary = await askVersion(path);
  if (binary !== null) return [binary];
  throw new DrillFault(
    `backups.drill.server names ${path}, which does not run as a Redis or Valkey server. Correct it, or leave it out.`,
  );
}

async function onPath(): Promise<ServerBinary[]> {
  const folders = (process.env.PATH ?? "").split(delimiter).filter((folder) => folder !== "");
  const paths = ["valkey-server", "redis-server"].flatMap((name) =>
    folders.map((folder) => join(folder, name)),
  );
  const found = (await Promise.all(paths.map(askVersion))).filter((binary) => binary !== null);
  if (found.length > 0) return found;
  throw new DrillFault(
    "No valkey-server or redis-server was found on PATH: install one, or name one in backups.drill.server.",
  );
}
