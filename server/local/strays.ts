import { readdir, readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { z } from "zod";
import { recordOf, stillRuns } from "./process-record";

const FILE = "tidemark-server.json";
/** Server folders lie at most this deep under the folder that is swept. */
const DEPTH = 2;

const ProcessOnFile = z.object({ pid: z.number().int().positive(), started: z.string().nullable() });
const Record = z.object({ server: ProcessOnFile, parent: ProcessOnFile });

/** Notes in the server's folder which process it is and whose child, for a later sweep. */
export async function noteProcess(dir: string, pid: number): Promise<void> {
  const record = { server: await recordOf(pid), parent: await recordOf(process.pid) };
  await writeFile(join(dir, FILE), JSON.stringify(record), { mode: 0o600 });
}

/**
 * Kills the servers that a parent left behind which was killed itself, and removes their folders; those of a parent
 * that still runs are left alone. Looks at `rootDir` and two levels of folders below it.
 * @returns how many servers were still running.
 */
export async function sweepStrays(rootDir: string): Promise<number> {
  let killed = 0;
  for (const dir of await serverFolders(rootDir, DEPTH)) {
    const record = await readRecord(dir);
    if (record === null || (await stillRuns(record.parent))) continue;
    if (await stillRuns(record.server)) {
      process.kill(record.server.pid, "SIGKILL");
      killed += 1;
    }
    await rm(dir, { recursive: true, force: true });
  }
  return killed;
}

async function serverFolders(dir: string, depth: number): Promise<string[]> {
  const entries = await readdir(dir, { withFileTypes: true }).catch(() => []);
  if (entries.some((entry) => entry.name === FILE)) return [dir];
  if (depth === 0) return [];
  const folders = entries.filter((entry) => entry.isDirectory());
  const below = await Promise.all(folders.map((entry) => serverFolders(join(dir, entry.name), depth - 1)));
  return below.flat();
}

async function readRecord(dir: string): Promise<z.infer<typeof Record> | null> {
  try {
    return Record.parse(JSON.parse(await readFile(join(dir, FILE), "utf8")));
  } catch {
    return null;
  }
}
