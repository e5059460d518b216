import { parseInfo } from "@/lib/info/parse";
import { ask } from "@/server/testing/ask";

interface Place {
  readonly host: string;
  readonly port: number;
}

async function field(server: Place, section: string, name: string): Promise<string> {
  const parsed = parseInfo(String(await ask(server, [["INFO", section]])));
  const value = parsed.ok ? parsed.value.get(name) : undefined;
  if (value === undefined) throw new Error(`${server.port} has no ${name}`);
  return value;
}

/** How often replicas have continued from this server, and copied it whole. */
export async function statsOf(server: Place): Promise<{ fullSyncs: number; partialSyncs: number }> {
  return {
    fullSyncs: Number(await field(server, "stats", "sync_full")),
    partialSyncs: Number(await field(server, "stats", "sync_partial_ok")),
  };
}

/** How often the server has executed a command; 0 when never. */
export async function callsOf(server: Place, command: string): Promise<number> {
  const parsed = parseInfo(String(await ask(server, [["INFO", "commandstats"]])));
  const line = parsed.ok ? (parsed.value.get(`cmdstat_${command}`) ?? "calls=0") : "calls=0";
  return Number(/calls=(\d+)/.exec(line)?.[1] ?? "0");
}

/** The settings that a hand-over changes for a while. */
export async function heldOn(server: Place): Promise<{ minReplicas: string; pingSeconds: string }> {
  const setting = async (name: string): Promise<string> => {
    const reply = await ask(server, [["CONFIG", "GET", name]]);
    return Array.isArray(reply) ? String(reply[1]) : "";
  };
  return {
    minReplicas: await setting("min-replicas-to-write"),
    pingSeconds: await setting("repl-ping-replica-period"),
  };
}

/** Resolves once the server takes a write, with how long that took. Milliseconds. */
export async function writeMs(server: Place): Promise<number> {
  const startMs = performance.now();
  await ask(server, [["SET", "written", "1"]]);
  return performance.now() - startMs;
}
