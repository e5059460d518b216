import { randomBytes } from "node:crypto";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { createServer } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { LocalServer, ServerBinary } from "./local";
import type { GroupConfig } from "./poller/config";
import { loadSettings, type Settings } from "./settings";
import { ask } from "./testing/ask";
import type { Canary } from "./testing/canaries";
import { makeCertificates, type readCertificates } from "./testing/certificates";
import { type EchoServer, startEcho } from "./testing/echo";
import { groupConfig, idAt, seedOf } from "./testing/fleet";
import { startGroup, startTestServer, stopServers } from "./testing/group";
import { listen } from "./testing/listen";
import { startSentinel, stopSentinels } from "./testing/sentinel";
import { waitFor } from "./testing/wait-for";

/** A password that no other text holds by chance, with signs that each way of writing it changes. `signs: ""`: for config files. */
const drawn = (signs = '"&+/=<é\\ %'): string => `Cnry${randomBytes(9).toString("hex")}${signs}`;

/** Every secret that a Tidemark on these servers is told, and some that it must never ask for. */
export interface Secrets {
  readonly poller: string;
  readonly operator: string;
  readonly backup: string;
  /** Of the user that replicas log in to their upstream as. */
  readonly masterauth: string;
  /** Of the `default` user. */
  readonly requirepass: string;
  readonly sentinel: string;
  /** In the seed URL of the group that is added through the API. */
  readonly inSeed: string;
  /** In the field `password` of the same. */
  readonly added: string;
  /** Told to a server that repeats it in every error. */
  readonly echoed: string;
  /** Told to a real server that has no AUTH, and therefore repeats its arguments. */
  readonly withoutAuth: string;
  /** `AWS_SECRET_ACCESS_KEY` of this process, with which requests to a bucket are signed. */
  readonly bucketKey: string;
  /** `AWS_SESSION_TOKEN`, which goes with each of them as it is. */
  readonly bucketToken: string;
  /** The private key of a client certificate: its lines. */
  readonly tlsKey: readonly string[];
}

export interface SecretWorld {
  readonly secrets: Secrets;
  readonly canaries: readonly Canary[];
  /** Those that a person may type into a wrong field: Tidemark was told them, and can know them there. */
  readonly told: readonly string[];
  /** Of the settings. */
  readonly groups: readonly GroupConfig[];
  /** What `POST /api/groups` is sent. */
  readonly added: {
    readonly name: string;
    readonly seeds: string[];
    readonly username: string;
    readonly password: string;
  };
  /** A primary and its two replicas, of the group `orders`. */
  readonly servers: readonly LocalServer[];
  /** Of the group `echo`: a replica, by what it says, that refuses every command with all it was ever told. */
  readonly echo: EchoServer;
  /** Backups go to a bucket whose store refuses everything with all the headers it was sent. */
  readonly bucket: Settings["backups"];
  readonly certificates: Awaited<ReturnType<typeof makeCertificates>>;
  close(): Promise<void>;
}

/** Real servers that want passwords everywhere, and two that give them back. */
export async function startSecretWorld(binary: ServerBinary): Promise<SecretWorld> {
  const dir = mkdtempSync(join(tmpdir(), "tidemark-secrets-"));
  const undo: (() => unknown)[] = [() => rmSync(dir, { recursive: true, force: true })];
  const close = async (): Promise<void> => {
    for (const step of undo.splice(0).reverse()) await step();
  };
  try {
    const certificates = await makeCertificates(dir);
    const secrets: Secrets = {
      poller: drawn(),
      operator: drawn(),
      backup: drawn(),
      masterauth: drawn(""),
      requirepass: drawn(""),
      sentinel: drawn(""),
      inSeed: drawn(),
      added: drawn(),
      echoed: drawn(),
      withoutAuth: drawn(),
      bucketKey: drawn(""),
      bucketToken: drawn(""),
      tlsKey: readFileSync(certificates.key, "utf8")
        .split("\n")
        .filter((line) => line.length >= 16 && !line.startsWith("-")),
    };

    // First, so that every server that is started here could inherit it.
    undo.push(
      setEnvironment({
        AWS_ACCESS_KEY_ID: "tidemark",
        AWS_SECRET_ACCESS_KEY: secrets.bucketKey,
        AWS_SESSION_TOKEN: secrets.bucketToken,
      }),
    );
    const telltale = createServer((request, response) => {
      request.resume();
      const told = JSON.stringify(request.headers).replace(/[<>&]/g, " ");
      response.writeHead(403, { "Content-Type": "application/xml" });
      response.end(`<Error><Code>AccessDenied</Code><Message>You sent ${told}</Message></Error>`);
    });
    const endpoint = `http://127.0.0.1:${await listen(telltale)}`;
    undo.push(() => telltale.close().closeAllConnections());

    const group = await startGroup({ binary, replicas: 2 });
    undo.push(() => group.stop());
    for (const server of group.all) await guard(server, secrets);
    for (const server of group.all)
      await ask(server, [["CONFIG", "SET", "requirepass", secrets.requirepass]]);
    const login = { username: "actor", password: secrets.operator };
    await waitFor("the replicas have logged in", async () => {
      await ask(group.primary, [["CLIENT", "KILL", "TYPE", "replica"]], { login }).catch(() => null);
      const info = await Promise.all(
        group.replicas.map((one) => ask(one, [["INFO", "replication"]], { login })),
      );
      return info.every((text) => String(text).includes("master_link_status:up"));
    });
    const sentinel = await startSentinel({
      binary,
      primary: group.primary,
      quorum: 1,
      settings: {
        requirepass: secrets.sentinel,
        sentinel: [`auth-user orders mirror`, `auth-pass orders ${secrets.masterauth}`],
      },
    });
    undo.push(() => stopSentinels([sentinel]));

    const second = await startTestServer(binary);
    undo.push(() => stopServers([second]));
    await ask(second, [["ACL", "SETUSER", "seeded", "on", `>${secrets.inSeed}`, "+@all", "~*", "&*"]]);

    const mute = await startTestServer(binary, { "rename-command": 'AUTH ""' });
    undo.push(() => stopServers([mute]));
    const secure = await startTestServer(binary, {}, { tls: certificates });
    undo.push(() => stopServers([secure]));
    const echo = await startEcho();
    undo.push(() => echo.close());

    return {
      secrets,
      servers: group.all,
      echo,
      certificates,
      bucket: loadSettings({
        env: {
          TIDEMARK_BACKUPS_TARGET: "s3://tidemark/secrets",
          TIDEMARK_BACKUPS_S3_ENDPOINT: endpoint,
          TIDEMARK_BACKUPS_S3_REGION: "eu-west-1",
          TIDEMARK_BACKUPS_S3_PATH_STYLE: "true",
        },
        cwd: dir,
      }).backups,
      told: (
        ["poller", "operator", "backup", "sentinel", "inSeed", "added", "echoed", "withoutAuth"] as const
      ).map((name) => secrets[name]),
      canaries: Object.entries(secrets).flatMap(([name, value]) =>
        typeof value === "string"
          ? [{ name, text: value }]
          : value.map((line: string, n: number) => ({ name: `${name}, line ${n + 1}`, text: line })),
      ),
      groups: [
        groupConfig(group.all.map(seedOf), {
          name: "orders",
          username: "watcher",
          password: secrets.poller,
          operator: { username: "actor", password: secrets.operator },
          backup: { username: "copier", password: secrets.backup },
          sentinels: [idAt(sentinel)],
          sentinel: { username: null, password: secrets.sentinel },
        }),
        groupConfig([seedOf(echo)], {
          name: "echo",
          username: "watcher",
          password: secrets.echoed,
        }),
        groupConfig([seedOf(mute)], { name: "mute", username: "watcher", password: secrets.withoutAuth }),
        groupConfig([`rediss://${idAt(secure)}`], { name: "secure", tls: tlsOf(certificates) }),
      ],
      added: {
        name: "carts",
        seeds: [`redis://seeded:${encodeURIComponent(secrets.inSeed)}@${idAt(second)}`],
        username: "seeded",
        password: secrets.added,
      },
      close,
    };
  } catch (error) {
    await close();
    throw error;
  }
}

/** @returns puts the environment back as it was */
function setEnvironment(values: Readonly<Record<string, string>>): () => void {
  const before = Object.keys(values).map((name) => [name, process.env[name]] as const);
  Object.assign(process.env, values);
  return () => {
    for (const [name, value] of before)
      if (value === undefined) Reflect.deleteProperty(process.env, name);
      else process.env[name] = value;
  };
}

const tlsOf = ({ ca, cert, key }: Parameters<typeof readCertificates>[0]): GroupConfig["tls"] => ({
  ca,
  cert,
  key,
  "server-name": null,
});

/** Users for all who log in; the replica link works before `default` wants a password, and after. */
async function guard(server: LocalServer, { poller, operator, backup, masterauth }: Secrets): Promise<void> {
  const all = ["+@all", "~*", "&*"];
  await ask(server, [
    ["ACL", "SETUSER", "watcher", "on", `>${poller}`, ...all],
    ["ACL", "SETUSER", "actor", "on", `>${operator}`, ...all],
    ["ACL", "SETUSER", "copier", "on", `>${backup}`, ...all],
    ["ACL", "SETUSER", "mirror", "on", `>${masterauth}`, ...all],
    ["CONFIG", "SET", "masteruser", "mirror"],
    ["CONFIG", "SET", "masterauth", masterauth],
  ]);
}
