import { freePort, type LocalServer, type ServerBinary } from "@/server/local";
import { ask } from "./ask";
import { startTestServer, stopServers } from "./group";
import { waitFor } from "./wait-for";

export interface TestCluster {
  /** Three primaries, each with a third of the slots. */
  readonly primaries: readonly [LocalServer, LocalServer, LocalServer];
  /** Replicas of the first primary. */
  readonly replicas: readonly LocalServer[];
  /** A node without slots, which is nobody's replica. */
  readonly spare: LocalServer;
  stop(): Promise<void>;
}

/** A small cluster that everybody knows the whole of: three primaries, replicas of the first, and a node to spare. */
export async function startCluster(binary: ServerBinary, replicas: number): Promise<TestCluster> {
  const servers: LocalServer[] = [];
  const node = async (): Promise<LocalServer> => {
    const settings = {
      "cluster-enabled": "yes",
      "cluster-port": String(await freePort("127.0.0.1")),
      "cluster-node-timeout": "2000",
    };
    const server = await startTestServer(binary, settings);
    servers.push(server);
    return server;
  };
  try {
    // One after the other: two that look for a free bus port at once could find the same.
    const primaries = [await node(), await node(), await node()] as const;
    const spare = await node();
    const followers: LocalServer[] = [];
    for (let n = 0; n < replicas; n += 1) followers.push(await node());
    const [first] = primaries;
    for (const [n, one] of primaries.entries()) {
      const [from, to] = [Math.ceil((n * 16_384) / 3), Math.ceil(((n + 1) * 16_384) / 3) - 1];
      await ask(one, [
        ["CLUSTER", "SET-CONFIG-EPOCH", String(n + 1)],
        ["CLUSTER", "ADDSLOTSRANGE", String(from), String(to)],
      ]);
    }
    for (const one of servers.filter((server) => server !== first))
      await ask(one, [["CLUSTER", "MEET", first.host, String(first.port), await busOf(first)]]);
    await waitFor("all nodes know each other", async () => {
      const known = await Promise.all(servers.map(async (one) => (await nodesAt(one)).trim().split("\n")));
      return known.every((lines) => lines.length === servers.length && !lines.join().includes("handshake"));
    });
    const id = String(await ask(first, [["CLUSTER", "MYID"]]));
    for (const one of followers) await ask(one, [["CLUSTER", "REPLICATE", id]]);
    // The primary heeds a replica only once it has heard of it (cluster.c, clusterProcessPacket, MFSTART).
    await waitFor("the primary knows its replicas, and the cluster is well", async () => {
      const told = [...(await nodesAt(first)).matchAll(new RegExp(`slave ${id}`, "g"))].length === replicas;
      const infos = await Promise.all(
        servers.map(async (one) => String(await ask(one, [["CLUSTER", "INFO"]]))),
      );
      return told && infos.every((info) => info.includes("cluster_state:ok"));
    });
    return { primaries, replicas: followers, spare, stop: () => stopServers(servers) };
  } catch (error) {
    await stopServers(servers);
    throw error;
  }
}

/** CLUSTER NODES as one node sees it. */
export const nodesAt = async (server: LocalServer): Promise<string> =>
  String(await ask(server, [["CLUSTER", "NODES"]]));

const busOf = async (server: LocalServer): Promise<string> =>
  /@(\d+)\S* myself/.exec(await nodesAt(server))?.[1] ?? "";
