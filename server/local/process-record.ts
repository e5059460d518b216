import { readFileSync } from "node:fs";
import { runTool } from "./run-tool";

/** A process that cannot be mistaken for a later one that was given the same number. */
export interface ProcessRecord {
  readonly pid: number;
  /** When it started, in the system's own words (Linux: clock ticks since boot); null where that could not be read. */
  readonly started: string | null;
}

/** What tells process `pid` from all others. */
export const recordOf = async (pid: number): Promise<ProcessRecord> => ({
  pid,
  started: await startOf(pid),
});

/** Whether that very process still runs. One whose start could not be read counts as gone: nothing of a stranger's is killed. */
export async function stillRuns(record: ProcessRecord): Promise<boolean> {
  return record.started !== null && (await startOf(record.pid)) === record.started;
}

/** Field 22 of /proc/PID/stat, after the name, which may itself hold spaces and brackets; elsewhere `ps` is asked. */
async function startOf(pid: number): Promise<string | null> {
  if (process.platform === "linux") {
    try {
      const stat = readFileSync(`/proc/${pid}/stat`, "utf8");
      const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
      return fields[0] === "Z" ? null : (fields[19] ?? null);
    } catch {
      return null;
    }
  }
  const { code, stdout } = await runTool("ps", ["-o", "lstart=", "-p", String(pid)]);
  return code === 0 && stdout.trim() !== "" ? stdout.trim() : null;
}
