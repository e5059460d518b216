import { isAtLeast } from "@/lib/info/version";
import type { Address } from "@/lib/info/view";
import { type GuideFacts, isNamed, serversOf } from "./facts";
import { always, because, type InstanceSetting, quoted, same } from "./setting";

const section = "Network";

/** What to listen on. A name is not resolved: on Debian a host's own name is 127.0.1.1, where nobody else would reach it. */
export function bindOf({ version }: GuideFacts, address: Address): string {
  const optional = isAtLeast(version, 6, 2) ? "-" : "";
  if (isNamed(address)) return optional === "" ? "0.0.0.0" : "* -::*";
  const local = address.host.includes(":") ? `${optional}::1` : "127.0.0.1";
  return address.host === local.replace(/^-/, "") ? address.host : `${address.host} ${local}`;
}

/** Whether another server of the group is on the same host, so that their files need folders of their own. */
export const sharesHost = (facts: GuideFacts, { host }: Address): boolean =>
  serversOf(facts).filter(({ address }) => address.host === host).length > 1;

const tlsFile = (name: string, file: string, why: string): InstanceSetting => ({
  id: name,
  section,
  values: ({ facts }) => (facts.tls ? [quoted(`${facts.configDir}/tls/${file}`)] : []),
  why: because(why),
  source: "tls.c, tlsConfigure",
});

export const networkSettings: readonly InstanceSetting[] = [
  {
    id: "bind",
    section,
    values: ({ facts, at }) => [bindOf(facts, at.address)],
    why: ({ at }) =>
      isNamed(at.address)
        ? "All addresses: a host's own name may mean 127.0.1.1 there. Let a firewall keep others out."
        : "The address that the others dial, and this host itself.",
    source: "server.c, listenToPort",
  },
  {
    id: "protected-mode",
    section,
    values: always("yes"),
    why: because("Should the passwords below ever go, nobody from elsewhere is let in."),
    source: "networking.c, acceptCommonHandler",
  },
  {
    id: "port",
    section,
    values: ({ facts, at }) => [facts.tls ? "0" : String(at.address.port)],
    why: ({ facts }) => (facts.tls ? "Nothing in clear." : "Where everybody dials, replicas too."),
    source: "server.c, initServer",
  },
  {
    id: "tls-port",
    section,
    values: ({ facts, at }) => (facts.tls ? [String(at.address.port)] : []),
    why: because("Where everybody dials, replicas too."),
    source: "server.c, initServer",
  },
  tlsFile("tls-ca-cert-file", "ca.crt", "The authority that both sides must have been signed by."),
  tlsFile(
    "tls-cert-file",
    "own.crt",
    "Whose names must include the addresses that the others dial; shown as a client as well.",
  ),
  tlsFile("tls-key-file", "own.key", "Readable by the server's user alone."),
  {
    id: "tls-auth-clients",
    section,
    values: ({ facts }) => (facts.tls ? ["optional"] : []),
    why: because("A client needs no certificate, since it has a password; one that it shows must be good."),
    source: "tls.c, tlsConfigure",
  },
  {
    id: "tls-replication",
    section,
    values: ({ facts }) => (facts.tls ? ["yes"] : []),
    why: because(
      "A replica dials its upstream by TLS if its own file says so: without this it would speak in clear to a port that does not.",
    ),
    source: "replication.c, connectWithMaster",
    holds: same,
  },
  {
    id: "replica-announce-ip",
    section,
    values: ({ at }) => [at.address.host],
    why: because(
      "Else it is known by the address its connections come from, which behind NAT, or with two networks, is not where it listens; FAILOVER and Sentinel then find nobody.",
    ),
    source: "replication.c, syncWithMaster",
  },
  {
    id: "replica-announce-port",
    section,
    values: ({ at }) => [String(at.address.port)],
    why: because("The same."),
    source: "replication.c, syncWithMaster",
  },
];
