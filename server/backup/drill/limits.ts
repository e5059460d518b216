import { constants } from "node:fs";
import { access } from "node:fs/promises";
import { delimiter, join } from "node:path";
import { DrillFault } from "./fault";

export interface Limits {
  readonly memoryBytes: number;
  readonly cpuSeconds: number;
}

/**
 * The words that put a program under its limits, program and arguments to follow: it dies with Tidemark, gains no rights, writes
 * no file, and has so much address space, processor time and open files. Both tools are of util-linux; each becomes the next,
 * so that the process started is the server itself.
 * @throws DrillFault where the machine has no prlimit: nothing that came from outside is loaded without limits
 */
export async function confine({ memoryBytes, cpuSeconds }: Limits): Promise<string[]> {
  const [prlimit, setpriv] = [await onPath("prlimit"), await onPath("setpriv")];
  if (prlimit === null)
    throw new DrillFault(
      "A drill loads a file only within limits, and prlimit, which sets them, is not on PATH: install util-linux (Linux only).",
    );
  return [
    ...(setpriv === null ? [] : [setpriv, "--pdeathsig", "KILL", "--no-new-privs"]),
    prlimit,
    `--as=${memoryBytes}`,
    `--cpu=${cpuSeconds}`,
    "--fsize=0",
    "--core=0",
    "--nofile=256",
  ];
}

async function onPath(name: string): Promise<string | null> {
  for (const folder of (process.env.PATH ?? "").split(delimiter).filter((one) => one !== "")) {
    const path = join(folder, name);
    const runs = await access(path, constants.X_OK).then(
      () => true,
      () => false,
    );
    if (runs) return path;
  }
  return null;
}
