import { constants } from "node:fs";
import { access } from "node:fs/promises";
import { delimiter, join } from "node:path";
import { runTool } from "@/server/local/run-tool";
import { DrillFault } from "./fault";
import { type Owner, underling } from "./folders";

export interface Limits {
  readonly memoryBytes: number;
  readonly cpuSeconds: number;
}

/** How a program is started so that it is under its limits. */
export interface Confinement {
  /** Program and arguments are to follow. */
  readonly words: readonly string[];
  /** Whom the first of them is to run as; null: as Tidemark, and they give the rights up themselves. */
  readonly as: Owner | null;
}

/**
 * What puts a program under its limits: no network but a loopback that is down (where a namespace of its own can be had), none of
 * Tidemark's rights and no way to gain any, an end with Tidemark's own, and so much address space, processor time and open
 * files, and no byte written to a file. The tools are of util-linux; each becomes the next, so that the process started is the
 * server itself.
 * @throws DrillFault where the machine has no prlimit: nothing that came from outside is loaded without limits
 */
export async function confine({ memoryBytes, cpuSeconds }: Limits): Promise<Confinement> {
  const [prlimit, setpriv] = [await onPath("prlimit"), await onPath("setpriv")];
  if (prlimit === null)
    throw new DrillFault(
      "A drill loads a file only within limits, and prlimit, which sets them, is not on PATH: install util-linux (Linux only).",
    );
  const limits = [
    prlimit,
    `--as=${memoryBytes}`,
    `--cpu=${cpuSeconds}`,
    "--fsize=0",
    "--core=0",
    "--nofile=256",
  ];
  if (setpriv === null) return { words: limits, as: underling() };
  const bound = ["--pdeathsig", "KILL", "--no-new-privs", ...limits];
  const alone = await aloneOnTheNet();
  if (alone === null) return { words: [setpriv, ...bound], as: underling() };
  // A namespace takes rights that are given up only then.
  const owner = underling();
  const drops = owner === null ? [] : [`--reuid=${owner.uid}`, `--regid=${owner.gid}`, "--clear-groups"];
  return { words: [...alone, setpriv, ...drops, ...bound], as: null };
}

/**
 * The words that start a program in a network namespace of its own; null: none can be had here. A Unix socket is found by its
 * file, and so reaches into it.
 */
export async function aloneOnTheNet(): Promise<string[] | null> {
  const unshare = await onPath("unshare");
  if (unshare === null) return null;
  const words = [unshare, ...(underling() === null ? ["--user", "--map-current-user"] : []), "--net", "--"];
  const { code } = await runTool(words[0] ?? "", [...words.slice(1), "true"]);
  return code === 0 ? words : null;
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
