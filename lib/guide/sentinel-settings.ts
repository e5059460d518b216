import type { Address } from "@/lib/info/view";
import { type GuideFacts, isNamed, serversOf } from "./facts";
import { bindOf } from "./instance-network";
import { always, because, type Place, quoted, type Setting } from "./setting";
import { sentinelUsers } from "./users";

/** Which Sentinel a line is for, by its place in the list. */
export interface SentinelPlace {
  readonly address: Address;
  readonly index: number;
  readonly quorum: number;
  readonly count: number;
}

type Row = Setting<SentinelPlace>;
type At = Place<SentinelPlace>;

const network = "Network";
const access = "Who may log in";
const watch = "What it watches";
const hasNames = (facts: GuideFacts): boolean =>
  serversOf(facts).some(({ address }) => isNamed(address)) ||
  (facts.sentinel?.addresses.some(isNamed) ?? false);
const isAcl = ({ facts }: At): boolean => facts.auth === "acl";
const named =
  (values: (place: At) => string): Row["values"] =>
  (place) => [`${place.facts.name} ${values(place)}`];

const tlsFile = (id: string, file: string): Row => ({
  id,
  section: network,
  values: ({ facts }) => (facts.tls ? [quoted(`${facts.configDir}/tls/${file}`)] : []),
  why: because("As of the instances."),
  source: "tls.c, tlsConfigure",
});

/** Every line of a sentinel.conf that the guide writes, in the file's order: names before whom they are for. */
export const sentinelSettings: readonly Row[] = [
  {
    id: "bind",
    section: network,
    values: ({ facts, at }) => [bindOf(facts, at.address)],
    why: because("Where the other Sentinels and the applications dial."),
    source: "server.c, listenToPort",
  },
  {
    id: "protected-mode",
    section: network,
    values: always("yes"),
    why: because("Should the passwords below ever go, nobody from elsewhere is let in."),
    source: "networking.c, acceptCommonHandler",
  },
  {
    id: "port",
    section: network,
    values: ({ facts, at }) => [facts.tls ? "0" : String(at.address.port)],
    why: ({ facts }) => (facts.tls ? "Nothing in clear." : "Its own, not an instance's."),
    source: "server.c, initServer",
  },
  {
    id: "tls-port",
    section: network,
    values: ({ facts, at }) => (facts.tls ? [String(at.address.port)] : []),
    why: because("Its own, not an instance's."),
    source: "server.c, initServer",
  },
  tlsFile("tls-ca-cert-file", "ca.crt"),
  tlsFile("tls-cert-file", "own.crt"),
  tlsFile("tls-key-file", "own.key"),
  {
    id: "tls-auth-clients",
    section: network,
    values: ({ facts }) => (facts.tls ? ["optional"] : []),
    why: because("As of the instances."),
    source: "tls.c, tlsConfigure",
  },
  {
    id: "tls-replication",
    section: network,
    values: ({ facts }) => (facts.tls ? ["yes"] : []),
    why: because("A Sentinel dials instances and other Sentinels by TLS if this says so."),
    source: "sentinel.c, instanceLinkNegotiateTLS",
  },
  {
    id: "dir",
    section: network,
    values: always('"/tmp"'),
    why: because(
      "Its working folder. What it learns it keeps in this very file, which its user must be able to write, and the file's folder too.",
    ),
    source: "sentinel.c, sentinelFlushConfig",
  },
  {
    id: "requirepass",
    section: access,
    values: (place) => (isAcl(place) ? [place.secrets.sentinel.clear] : [place.secrets.admin.clear]),
    before: [6, 2],
    why: because("A Sentinel has no users before 6.2. It is also what Sentinels log in with at each other."),
    source: "sentinel.c, sentinelSendAuthIfNeeded",
  },
  {
    id: "requirepass",
    section: access,
    values: (place) => (isAcl(place) ? [] : [place.secrets.admin.clear]),
    since: [6, 2],
    why: because("The one password. It is also what Sentinels log in with at each other."),
    source: "sentinel.c, sentinelSendAuthIfNeeded",
  },
  {
    id: "user",
    section: access,
    values: (place) =>
      isAcl(place) ? sentinelUsers(place.facts, place.secrets).map((user) => user.replace(/^user /, "")) : [],
    since: [6, 2],
    why: because(
      "The users of the Sentinel itself: people, applications that ask for the primary, the other Sentinels, and Tidemark, with the same passwords as at the instances.",
    ),
    source: "acl.c, ACLAppendUserForLoading",
  },
  {
    id: "sentinel sentinel-user",
    section: access,
    values: (place) => (isAcl(place) ? ["sentinel"] : []),
    since: [6, 2],
    why: because("What it logs in as at the other Sentinels."),
    source: "sentinel.c, sentinelSendAuthIfNeeded",
  },
  {
    id: "sentinel sentinel-pass",
    section: access,
    values: (place) => (isAcl(place) ? [place.secrets.sentinel.clear] : []),
    since: [6, 2],
    why: because("The password for that."),
    source: "sentinel.c, sentinelSendAuthIfNeeded",
  },
  {
    id: "sentinel resolve-hostnames",
    section: watch,
    values: ({ facts }) => (hasNames(facts) ? ["yes"] : []),
    since: [6, 2],
    why: because(
      "The addresses below are names. It stands before them, since they are looked up as they are read.",
    ),
    source: "sentinel.c, createSentinelAddr",
  },
  {
    id: "sentinel announce-hostnames",
    section: watch,
    values: ({ facts }) => (hasNames(facts) ? ["yes"] : []),
    since: [6, 2],
    why: because("Applications are told names too, which a certificate may be made for."),
    source: "sentinel.c, announceSentinelAddr",
  },
  {
    id: "sentinel announce-ip",
    section: watch,
    values: ({ at }) => [at.address.host],
    why: because("What the other Sentinels are told to dial."),
    source: "sentinel.c, sentinelSendHello",
  },
  {
    id: "sentinel announce-port",
    section: watch,
    values: ({ at }) => [String(at.address.port)],
    why: because("The same."),
    source: "sentinel.c, sentinelSendHello",
  },
  {
    id: "sentinel monitor",
    section: watch,
    values: named(({ facts, at }) => `${facts.primary.host} ${facts.primary.port} ${at.quorum}`),
    why: ({ at }) =>
      `The primary as it is now, the rest is found from it. ${at.quorum} of ${at.count} must hold it to be down before a failover begins; more than half carry it out.`,
    source: "sentinel.c, sentinelHandleConfiguration",
  },
  {
    id: "sentinel auth-user",
    section: watch,
    values: (place) => (isAcl(place) ? [`${place.facts.name} sentinel`] : []),
    why: because("What it logs in as at the instances."),
    source: "sentinel.c, sentinelSendAuthIfNeeded",
  },
  {
    id: "sentinel auth-pass",
    section: watch,
    values: named(({ facts, secrets }) =>
      facts.auth === "acl" ? secrets.sentinel.clear : secrets.admin.clear,
    ),
    why: because("The password for that."),
    source: "sentinel.c, sentinelSendAuthIfNeeded",
  },
  {
    id: "sentinel down-after-milliseconds",
    section: watch,
    values: named(() => "5000"),
    why: because(
      "After so long without an answer it holds an instance to be down. Shorter, and a slow command is taken for a death.",
    ),
    source: "sentinel.c, sentinelCheckSubjectivelyDown",
  },
  {
    id: "sentinel failover-timeout",
    section: watch,
    values: named(() => "60000"),
    why: because("How long a failover may take; after twice as long another one is tried."),
    source: "sentinel.c, sentinelStartFailoverIfNeeded",
  },
  {
    id: "sentinel parallel-syncs",
    section: watch,
    values: named(() => "1"),
    why: because("One replica after the other follows the new primary, so that never all copy at once."),
    source: "sentinel.c, sentinelFailoverReconfNextSlave",
  },
  {
    id: "sentinel deny-scripts-reconfig",
    section: watch,
    values: always("yes"),
    why: because("Nobody makes it run a program by a command."),
    source: "sentinel.c, sentinelSetCommand",
  },
];
