import { readFileSync, writeFileSync } from "node:fs";
import type { LocalServer, ServerBinary, ServerSettings } from "@/server/local";
import { startTestServer, stopServers } from "@/server/testing/group";
import { Asker } from "./asker";
import { Front, type Overhear } from "./front";
import type { Id } from "./history";
import { routerUsers } from "./router/login";
import type { Place } from "./workload";

const reads =
  "-@all +ping +info +role +config|get +client|list +client|setname +client|id +lastsave +time +hello +command +latency|latest +slowlog|get +memory|stats +acl|whoami +acl|dryrun";
const acts =
  "+replicaof +slaveof +failover +bgsave +psync +replconf +config|rewrite +config|set +client|pause +client|unpause +client|kill +wait +multi +exec";

/**
 * Who a dashboard is to the servers: one login reads, the other acts, and neither may do more. Each dashboard acts under a name
 * of its own, so that it can be told on the wire which of them sent a command.
 */
export const loginsOf = (dashboard: number) => ({
  poller: { username: "watcher", password: "watcher-secret" },
  operator: { username: operatorOf(dashboard), password: `secret-${dashboard}` },
});

export const operatorOf = (dashboard: number): string => `operator-${dashboard}`;

const users = [
  ...[loginsOf(0).poller].map(({ username, password }) => `${username} on >${password} ${reads}`),
  ...[0, 1]
    .map(loginsOf)
    .map(({ operator }) => `${operator.username} on >${operator.password} ${reads} ${acts}`),
  ...routerUsers,
];

const settings: ServerSettings = {
  user: users,
  // A killed process must lose nothing that it acknowledged: what the suite counts as lost is then a switchover's fault.
  appendonly: "yes",
  appendfsync: "no",
  "auto-aof-rewrite-percentage": "0",
  "repl-backlog-size": "16mb",
  // A link that is held back is noticed as dead while the suite still waits for it.
  "repl-timeout": "5",
};

/** One instance of a group: a server, and the proxy that stands for it towards replicas and dashboards. */
export class TortureNode implements Place {
  private constructor(
    readonly server: LocalServer,
    readonly front: Front,
    readonly asker: Asker,
    private readonly firstConfig: string,
  ) {}

  static async start(
    binary: ServerBinary,
    upstream: TortureNode | null,
    overhear: (id: Id) => Overhear,
  ): Promise<TortureNode> {
    let port = 0;
    const front: Front = await Front.start(
      () => port,
      (command) => overhear(`${front.host}:${front.port}`)(command),
    );
    const server = await startTestServer(binary, {
      ...settings,
      "replica-announce-ip": front.host,
      "replica-announce-port": String(front.port),
      ...(upstream === null ? {} : { replicaof: `${upstream.front.host} ${upstream.front.port}` }),
    });
    port = server.port;
    const config = readFileSync(server.configPath, "utf8");
    return new TortureNode(server, front, new Asker(server.host, server.port), config);
  }

  /** As the dashboards know it. */
  get id(): Id {
    return `${this.front.host}:${this.front.port}`;
  }

  get host(): string {
    return this.server.host;
  }

  get port(): number {
    return this.server.port;
  }

  /** Starts it again after a kill: from its config file as it stands, or as it was in the beginning. */
  async revive(from: "present" | "first" = "present"): Promise<void> {
    if (from === "first") writeFileSync(this.server.configPath, this.firstConfig);
    await this.server.restart();
  }

  async close(): Promise<void> {
    this.asker.close();
    await this.front.close();
    await stopServers([this.server]);
  }
}
