import { readFile } from "node:fs/promises";
import { createSecureContext } from "node:tls";
import { formatAddress, isPlainHost, parseAddress } from "@/lib/info/address";
import type { Address } from "@/lib/info/view";
import { ProblemError } from "@/server/errors";
import type { Networks } from "@/server/redis/networks";
import { parseSeed } from "@/server/redis/seed";
import type { Endpoint, Login, Target, TlsOptions } from "@/server/redis/target";
import type { GroupConfig } from "./config";

/** How a group's instances are dialled. */
export interface GroupAccess {
  readonly seeds: readonly { readonly id: string; readonly target: Target }[];
  readonly poller: Login;
  readonly operator: Login;
  readonly networks: Networks;
  readonly backup: Login;
  /** Null: what discovery finds is dialled in the clear. */
  readonly tls: TlsOptions | null;
  /** Announced → reachable. */
  readonly addresses: ReadonlyMap<string, string>;
  /** Of the settings; others are found. */
  readonly sentinels: readonly Address[];
  /** Null: Sentinels are told the same as instances. */
  readonly sentinelLogin: Login | null;
}

/** The id of the instance at an endpoint. */
export const idOf = (endpoint: Endpoint): string =>
  "path" in endpoint ? `unix:${endpoint.path}` : formatAddress(endpoint);

/** @throws ProblemError `bad-group` when a seed, an address or a certificate cannot be used; it names which, and no secret. */
export async function readAccess(group: GroupConfig, networks: Networks): Promise<GroupAccess> {
  const seeds = group.seeds.map((text, index) => {
    const seed = parseSeed(text);
    if (seed.ok) return seed.value;
    throw bad(group, `seed ${index + 1} cannot be read: ${seed.error.detail}`);
  });
  if (seeds.length === 0) throw bad(group, "it names no seed.");
  const tls = seeds.some((seed) => seed.tls) ? await readTls(group) : null;
  const inUrl = seeds.find((seed) => seed.login.password !== null || seed.login.username !== null)?.login;
  const poller = inUrl ?? { username: group.username, password: group.password };
  const operator = isNobody(group.operator) ? poller : group.operator;
  return {
    seeds: seeds.map((seed) => ({
      id: idOf(seed.endpoint),
      target: { endpoint: seed.endpoint, networks, tls: seed.tls ? tls : null },
    })),
    poller,
    operator,
    backup: isNobody(group.backup) ? operator : group.backup,
    networks,
    tls,
    addresses: new Map(
      Object.entries(group.addresses).map(([from, to]) => [plain(group, from), plain(group, to)]),
    ),
    sentinels: group.sentinels.map((text) => sentinelAt(group, text)),
    sentinelLogin: group.sentinel.password === null ? null : group.sentinel,
  };
}

const isNobody = ({ username, password }: Login): boolean => username === null && password === null;

/** The address to dial for one that an instance named. */
export function reachable(access: GroupAccess, announced: Address): Address {
  if (access.addresses.size === 0) return announced;
  const translated = access.addresses.get(formatAddress(announced));
  const address = translated === undefined ? null : parseAddress(translated);
  return address?.ok ? address.value : announced;
}

function sentinelAt(group: GroupConfig, text: string): Address {
  const address = parseAddress(text);
  if (address.ok) return address.value;
  throw bad(group, `an entry of sentinels cannot be read: ${address.error.detail}`);
}

function plain(group: GroupConfig, text: string): string {
  const address = parseAddress(text);
  if (address.ok) return formatAddress(address.value);
  throw bad(group, `an entry of addresses cannot be read: ${address.error.detail}`);
}

async function readTls(group: GroupConfig): Promise<TlsOptions> {
  const pem = async (name: "ca" | "cert" | "key"): Promise<string | null> => {
    const given = group.tls[name];
    if (given === null || given.includes("-----BEGIN ")) return given;
    return readFile(given, "utf8").catch(() => {
      throw bad(group, `tls.${name} names a file that cannot be read: ${given}`);
    });
  };
  const [ca, cert, key] = await Promise.all([pem("ca"), pem("cert"), pem("key")]);
  if ((cert === null) !== (key === null)) throw bad(group, "tls.cert and tls.key are needed together.");
  try {
    createSecureContext({ ...(ca && { ca }), ...(cert && { cert }), ...(key && { key }) });
  } catch {
    throw bad(
      group,
      "what tls.ca, tls.cert and tls.key hold is no PEM, or cert and key do not fit together.",
    );
  }
  const serverName = group.tls["server-name"];
  if (serverName !== null && !isPlainHost(serverName))
    throw bad(group, "tls.server-name is no plain host name or IP address.");
  return { ca, cert, key, serverName };
}

const bad = (group: GroupConfig, detail: string): ProblemError =>
  new ProblemError(400, "bad-group", "This group cannot be watched", `Group "${group.name}": ${detail}`);
