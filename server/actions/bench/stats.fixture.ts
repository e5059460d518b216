import { connect } from "node:net";
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

const TIMES = /\*2\r\n\$\d+\r\n(\d+)\r\n\$\d+\r\n(\d+)\r\n/g;

/**
 * How long the server held a write back, by its own clock: it reads the write and two questions for the time in one go, so what
 * a busy machine takes to bring them there and back is not counted. Milliseconds.
 * @throws Error when it refuses the write
 */
export async function writeMs({ host, port }: Place): Promise<number> {
  const socket = connect({ host, port });
  socket.setEncoding("latin1").write("TIME\r\nSET written 1\r\nTIME\r\n");
  let said = "";
  for await (const chunk of socket) {
    said += String(chunk);
    if (said.includes("\r\n-") || said.startsWith("-")) throw new Error(`${port} refused it: ${said}`);
    const [before, after] = [...said.matchAll(TIMES)].map(
      ([, s, us]) => Number(s) * 1_000 + Number(us) / 1_000,
    );
    if (before !== undefined && after !== undefined) return after - before;
  }
  throw new Error(`${port} closed the connection after: ${said}`);
}
