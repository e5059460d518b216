import { chmod, mkdir, mkdtemp, readdir, rename, rm, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { runTool } from "@/server/local/run-tool";
import type { Release } from "./releases";

const KEYRING = "/usr/share/keyrings/debian-archive-keyring.gpg";

/**
 * Unpacks a release's programs, with the libraries they need, into the folder `target`; nothing is installed.
 * Works in a folder beside it and renames that in the end, so that `target` is whole whenever it is there, and of
 * several processes that do this at once one wins.
 * @returns null, or in one line why it could not be done
 */
export async function unpackRelease(release: Release, target: string): Promise<string | null> {
  const mirror = await findMirror();
  if (mirror === null) return "apt knows no Debian mirror here";
  await mkdir(dirname(target), { recursive: true });
  const work = await mkdtemp(`${target}.new-`);
  try {
    const root = join(work, "root");
    const problem = await download(release, mirror, join(work, "apt"), root);
    if (problem !== null) return problem;
    await rm(join(work, "apt"), { recursive: true });
    for (const program of programsOf(release)) {
      const lines = await wrapper(root, join(target, "root"), program);
      if (lines === null) return "its packages hold no program loader for this machine";
      await writeFile(join(work, program), lines);
      await chmod(join(work, program), 0o755);
    }
    await rename(work, target).catch((error: NodeJS.ErrnoException) => {
      if (error.code !== "ENOTEMPTY" && error.code !== "EEXIST") throw error;
    });
    return null;
  } finally {
    await rm(work, { recursive: true, force: true });
  }
}

const programsOf = ({ packages, programs = packages }: Release): readonly string[] => programs;

/** The mirror this machine's own apt uses. */
async function findMirror(): Promise<string | null> {
  const args = ["indextargets", "--format", "$(REPO_URI)", "Created-By: Packages", "Origin: Debian"];
  const { stdout } = await runTool("apt-get", args);
  return stdout.split("\n").find((line) => line !== "" && !line.includes("security")) ?? null;
}

async function download(
  { suite, packages }: Release,
  mirror: string,
  apt: string,
  root: string,
): Promise<string | null> {
  const archives = join(apt, "cache", "archives");
  await mkdir(join(apt, "state", "lists", "partial"), { recursive: true });
  await mkdir(join(archives, "partial"), { recursive: true });
  await mkdir(root);
  await writeFile(join(apt, "status"), "");
  await writeFile(join(apt, "sources.list"), `deb [signed-by=${KEYRING}] ${mirror} ${suite} main\n`);
  const settings = [
    `Dir::State=${join(apt, "state")}`,
    `Dir::State::status=${join(apt, "status")}`,
    `Dir::Cache=${join(apt, "cache")}`,
    `Dir::Etc::sourcelist=${join(apt, "sources.list")}`,
    "Dir::Etc::sourceparts=/dev/null",
    "APT::Sandbox::User=root",
    "Acquire::Languages=none",
    "Acquire::Retries=1",
    "Acquire::http::Timeout=20",
    "Debug::NoLocking=true",
  ].flatMap((setting) => ["-o", setting]);
  const steps = [["update"], ["install", "-y", "--no-install-recommends", "--download-only", ...packages]];
  for (const step of steps) {
    const { code, stderr } = await runTool("apt-get", ["-qq", ...settings, ...step]);
    if (code !== 0) return stderr.trim().split("\n")[0] ?? "apt-get failed";
  }
  for (const file of (await readdir(archives)).filter((name) => name.endsWith(".deb"))) {
    const { code } = await runTool("dpkg-deb", ["-x", join(archives, file), root]);
    if (code !== 0) return `${file} could not be unpacked`;
  }
  return null;
}

/** Starts the program with the release's own loader and libraries, which may be newer or older than the machine's. */
async function wrapper(unpacked: string, root: string, program: string): Promise<string | null> {
  for (const base of ["lib", "usr/lib"]) {
    const triplets = await readdir(join(unpacked, base)).catch(() => []);
    for (const triplet of triplets.filter((name) => name.endsWith("-linux-gnu"))) {
      const entries = await readdir(join(unpacked, base, triplet), { withFileTypes: true });
      // The loader's usual name can be an absolute link that leads out of the folder: only the file itself will do.
      const loader = entries.find((entry) => entry.isFile() && /^ld-[\w.-]*\.so(\.\d+)?$/.test(entry.name));
      if (loader === undefined) continue;
      const libraries = ["lib", "usr/lib"].map((folder) => join(root, folder, triplet)).join(":");
      const start = [join(root, base, triplet, loader.name), "--library-path", libraries];
      const isAdmins = (await readdir(join(unpacked, "usr/sbin")).catch((): string[] => [])).includes(
        program,
      );
      const file = join(root, isAdmins ? "usr/sbin" : "usr/bin", program);
      return `#!/bin/sh\nexec ${[...start, file].map(quote).join(" ")} "$@"\n`;
    }
  }
  return null;
}

const quote = (text: string): string => `'${text.replaceAll("'", "'\\''")}'`;
