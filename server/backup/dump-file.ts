import { stat } from "node:fs/promises";
import { networkInterfaces } from "node:os";
import { isAbsolute, join } from "node:path";
import type { InstanceId } from "@/lib/group/member";
import { parseAddress } from "@/lib/info/address";
import { readConfigReply } from "@/lib/info/config";
import type { Ask } from "./save-facts";

/** Where the instance says its dump lies; null where it does not say (CONFIG is not allowed, or the path is odd). */
export async function dumpPath(ask: Ask): Promise<string | null> {
  const dir = await setting(ask, "dir");
  const file = await setting(ask, "dbfilename");
  if (dir === null || file === null || !isAbsolute(dir) || file.includes("/")) return null;
  return join(dir, file);
}

/** One setting a call: before 7.0 CONFIG GET takes a single name. */
async function setting(ask: Ask, name: string): Promise<string | null> {
  return readConfigReply((await ask(["CONFIG", "GET", name])) ?? null)?.get(name) ?? null;
}

/**
 * The size in bytes of the dump at `path`, where the instance runs on this machine and the file is of this very save:
 * written in or after the second in which it was asked for. Null elsewhere.
 */
export async function dumpSize(
  instance: InstanceId,
  path: string,
  serverSeconds: number,
): Promise<number | null> {
  if (!isOnThisMachine(instance)) return null;
  try {
    const file = await stat(path);
    return file.isFile() && file.mtimeMs >= serverSeconds * 1000 ? file.size : null;
  } catch {
    return null;
  }
}

/** Whether the instance is reached at an address of this machine. What answers there may still run elsewhere: a tunnel, a container. */
export function isOnThisMachine(instance: InstanceId): boolean {
  if (instance.startsWith("unix:")) return true;
  const address = parseAddress(instance);
  if (!address.ok) return false;
  const { host } = address.value;
  if (host === "localhost" || host.startsWith("127.")) return true;
  return Object.values(networkInterfaces()).some((of) => of?.some((one) => one.address === host) ?? false);
}
