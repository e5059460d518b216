import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { type GuideFacts, type GuideServer, serversOf } from "@/lib/guide/facts";
import { type GuideFile, guideFiles } from "@/lib/guide/files";
import { emptyForm, type GuideForm, readForm } from "@/lib/guide/form";
import type { PartyName, Secrets } from "@/lib/guide/secrets";
import { isAtLeast } from "@/lib/info/version";
import type { Address } from "@/lib/info/view";
import { freePort } from "@/server/local";
import { ServerProcess } from "@/server/local/server-process";
import type { Reply } from "@/server/ports";
import { ask, replicationField } from "@/server/testing/ask";
import { makeCertificates, readCertificates } from "@/server/testing/certificates";
import type { LocalBinary } from "@/server/testing/versions";
import { waitFor } from "@/server/testing/wait-for";
import { makeSecrets } from "./secrets";

/** Servers that were started with the guide's files as they are, and nothing else. */
export interface GuideHouse {
  readonly facts: GuideFacts;
  readonly secrets: Secrets;
  readonly files: readonly GuideFile[];
  readonly dir: string;
  /** Says something as somebody; on a Sentinel too, where before 6.2 everybody has one password. */
  as(party: PartyName, at: Address, words: readonly string[]): Promise<Reply>;
  field(at: Address, name: string): Promise<string | undefined>;
  start(file: string): void;
  /** Starts the primary and the replicas, and resolves once all links are up. */
  startInstances(): Promise<void>;
  kill(file: string): Promise<void>;
  stop(): Promise<void>;
}

/** `redis 7.0` of a program's own version. */
export const versionText = ({ product, version }: LocalBinary): string =>
  `${product} ${version.split(".").slice(0, 2).join(".")}`;

/** Writes the files of a form into a folder, with passwords and certificates; two replicas at free ports of this machine. */
export async function guideHouse(binary: LocalBinary, said: Partial<GuideForm>): Promise<GuideHouse> {
  const dir = mkdtempSync(join(tmpdir(), "tidemark-guide-"));
  const port = async (): Promise<string> => `127.0.0.1:${await freePort("127.0.0.1")}`;
  const [primary, one, two] = [await port(), await port(), await port()];
  const sentinels = said.sentinels === undefined ? [] : [await port(), await port(), await port()];
  const form = readForm({
    ...emptyForm,
    version: versionText(binary),
    primary,
    replicas: `${one}, ${two}`,
    "config-dir": dir,
    "data-dir": join(dir, "data"),
    ...said,
    sentinels: sentinels.join(", "),
  });
  if (!form.ok) throw new Error(JSON.stringify(form.error));
  const [facts, secrets] = [form.value, makeSecrets()];
  const files = guideFiles(facts, secrets);
  for (const { name, text } of files) {
    mkdirSync(dirname(join(dir, name)), { recursive: true });
    writeFileSync(join(dir, name), text, { mode: 0o600 });
  }
  for (const { name } of serversOf(facts)) mkdirSync(join(dir, "data", name), { recursive: true });
  let tls: ReturnType<typeof readCertificates> | null = null;
  if (facts.tls) {
    mkdirSync(join(dir, "tls"));
    tls = readCertificates(await makeCertificates(join(dir, "tls")));
  }
  const running = new Map<string, ServerProcess>();
  const login = (party: PartyName, at: Address) => {
    if (facts.auth === "password") return { username: null, password: secrets.admin.clear };
    const atSentinel = facts.sentinel?.addresses.some(({ port: one }) => one === at.port) === true;
    return atSentinel && !isAtLeast(facts.version, 6, 2)
      ? { username: null, password: secrets.sentinel.clear }
      : { username: party, password: secrets[party].clear };
  };
  const house: GuideHouse = {
    facts,
    secrets,
    files,
    dir,
    as: (party, at, words) => ask(at, [words], { login: login(party, at), tls }),
    field: (at, name) => replicationField(at, name, { login: login("admin", at), tls }),
    start(file) {
      const log = join(dir, dirname(file), "server.log");
      const args = file.endsWith("sentinel.conf") ? ["--sentinel"] : [];
      running.set(file, new ServerProcess(binary.path, join(dir, file), log, args));
    },
    async startInstances() {
      for (const { name } of serversOf(facts)) house.start(`${name}/redis.conf`);
      await Promise.all(serversOf(facts).map((server) => linkUp(house, server)));
    },
    kill: async (file) => running.get(file)?.kill(),
    async stop() {
      await Promise.all([...running.values()].map((one) => one.kill()));
      rmSync(dir, { recursive: true, force: true, maxRetries: 20, retryDelay: 50 });
    },
  };
  return house;
}

const linkUp = (house: GuideHouse, { name, address, follows }: GuideServer): Promise<boolean> =>
  waitFor(
    `${name} at ${address.port} answers, its link up`,
    async () => {
      const field = follows === null ? "role" : "master_link_status";
      const said = await house.field(address, field).catch(() => null);
      return said === (follows === null ? "master" : "up");
    },
    30_000,
  );
