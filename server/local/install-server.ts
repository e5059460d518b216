import { access, rm, writeFile } from "node:fs/promises";
import { runTool } from "./run-tool";

/** Debian's own switch: a package's service is not started while this program answers 101 (invoke-rc.d, deb-systemd-invoke). */
const policy = "/usr/sbin/policy-rc.d";
const packagedPid = "/run/redis/redis-server.pid";

const exists = (path: string): Promise<boolean> =>
  access(path).then(
    () => true,
    () => false,
  );

/** Whether apt may install here: Debian or Ubuntu, and we are root. */
export async function canInstall(env: NodeJS.ProcessEnv): Promise<boolean> {
  if (process.getuid?.() !== 0 || !(await exists("/etc/debian_version"))) return false;
  return (await runTool("apt-get", ["--version"], env)).code === 0;
}

/**
 * Installs Debian's redis-server without leaving its service running.
 * @returns null when it went well, else one line of what apt said.
 */
export async function installServer(env: NodeJS.ProcessEnv): Promise<string | null> {
  const quiet = { ...env, DEBIAN_FRONTEND: "noninteractive", RUNLEVEL: "1" };
  const ranBefore = await exists(packagedPid);
  const update = await runTool("apt-get", ["-qq", "update"], quiet);
  if (update.code !== 0) return lastLine(update.stderr);
  const release = await holdServices();
  try {
    const args = ["-qq", "install", "-y", "--no-install-recommends", "redis-server"];
    const install = await runTool("apt-get", args, quiet);
    if (install.code !== 0) return lastLine(install.stderr);
  } finally {
    await release();
  }
  if (!ranBefore && (await exists(packagedPid))) await runTool("service", ["redis-server", "stop"], env);
  return null;
}

/** A policy that stands already is the machine's own and stays. */
async function holdServices(): Promise<() => Promise<void>> {
  if (await exists(policy)) return async () => {};
  await writeFile(policy, "#!/bin/sh\nexit 101\n", { mode: 0o755, flag: "wx" });
  return () => rm(policy, { force: true });
}

const lastLine = (text: string): string => text.trim().split("\n").at(-1) ?? "apt-get failed";
