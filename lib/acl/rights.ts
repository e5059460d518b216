/** Whose login a command is sent with: the poller reads, the operator acts, `backup` takes the whole data set. */
export type Credentials = "poller" | "operator" | "backup";

/** Whoever needs a user of a server: Tidemark's three, and the replicas that follow it. */
export type Party = Credentials | "replica";

/** What some rules are for alone: who has no use for it leaves them out. */
export type Part = "sentinels" | "heartbeat" | "restore" | "drill" | "lab" | "cluster";

/** A rule whose pattern is the heartbeat's key: its prefix stands in the settings. */
export const HEARTBEAT_KEYS = "~{heartbeat}:*";

/** One rule of a user, as ACL SETUSER takes it. */
export interface Right {
  readonly party: Party;
  /** Which program it is told to. */
  readonly at: "instance" | "sentinel";
  readonly rule: string;
  /** What it is sent for. */
  readonly why: string;
  /** The version of Redis that knows the rule, or that Tidemark sends it to; left out: every one. */
  readonly since?: readonly [major: number, minor: number];
  readonly part?: Part;
  /**
   * A command that this rule alone allows. Where no server can be asked for a right, `check` sends it, so it changes nothing,
   * whatever it is sent to; `safe: false`: it would, and is only ever asked about.
   */
  readonly words: readonly string[];
  readonly safe: boolean;
}

/** What is named where nothing of that name can be. */
const NOTHING = "tidemark-check";

const instance = (
  party: Party,
  rule: string,
  why: string,
  words: string,
  more: Partial<Right> = {},
): Right => ({
  party,
  at: "instance",
  rule,
  why,
  words: words.split(" "),
  safe: true,
  ...more,
});

const sentinel = (party: Party, rule: string, why: string, words: string): Right => ({
  party,
  at: "sentinel",
  rule,
  why,
  words: words.split(" "),
  safe: true,
});

const named = "Its connections bear a name, so that they are not taken for those of an application.";

/**
 * Every right that Tidemark uses, one a row, and no other: what is not here is never sent. A command that two users send has a
 * row for each. Rules of subcommands are known from 6.0 on, channels and FAILOVER from 6.2, ACL DRYRUN and functions from 7.0.
 * Source: acl.c, ACLSetUser and ACLCheckAllUserCommandPerm.
 */
export const rights: readonly Right[] = [
  instance("poller", "+info", "Each look: roles, offsets, links, backlogs, memory, saves.", "INFO server"),
  instance(
    "poller",
    "+config|get",
    "Named settings, never a password: persistence, limits, how links are tuned; and that a setting which a run changed is so.",
    "CONFIG GET maxmemory",
  ),
  instance(
    "poller",
    "+client|list",
    "What waits for replicas in output buffers; who is still connected where the primary was.",
    "CLIENT LIST",
  ),
  instance("poller", "+client|setname", named, "CLIENT SETNAME tidemark"),
  instance(
    "poller",
    "+pubsub|numsub",
    "Whether Sentinels listen on an instance.",
    `PUBSUB NUMSUB ${NOTHING}`,
  ),
  instance("poller", "+command|info", "Whether what a client last sent writes.", "COMMAND INFO ping"),
  instance("poller", "+time", "The server's own clock, by which a save and an expiry are proven.", "TIME"),
  instance(
    "poller",
    "+subscribe",
    "Sentinels say hello there, and are found by it.",
    "SUBSCRIBE __sentinel__:hello",
    {
      part: "sentinels",
      safe: false,
    },
  ),
  instance(
    "poller",
    "&__sentinel__:hello",
    "The one channel it subscribes to.",
    "SUBSCRIBE __sentinel__:hello",
    {
      part: "sentinels",
      since: [6, 2],
      safe: false,
    },
  ),
  instance("poller", "+get", "Which heartbeat a replica shows.", `GET {heartbeat}:${NOTHING}`, {
    part: "heartbeat",
  }),
  instance("poller", HEARTBEAT_KEYS, "The heartbeat's keys, and no other.", `GET {heartbeat}:${NOTHING}`, {
    part: "heartbeat",
  }),
  instance("poller", "+cluster|nodes", "The node ids of a cluster.", "CLUSTER NODES", { part: "cluster" }),

  instance("operator", "+client|setname", named, "CLIENT SETNAME tidemark"),
  instance("operator", "+replicaof", "Promote, detach, attach and re-point.", "REPLICAOF NO ONE", {
    safe: false,
  }),
  instance(
    "operator",
    "+failover",
    "Promote while both are alive, and the end of it where it hangs.",
    `FAILOVER ${NOTHING}`,
    {
      since: [6, 2],
    },
  ),
  instance("operator", "+config|rewrite", "A new role is kept over a restart.", "CONFIG REWRITE", {
    safe: false,
  }),
  instance(
    "operator",
    "+config|set",
    "Settings for the time of a run, and replica-priority. It is close to every right there is.",
    `CONFIG SET ${NOTHING} 0`,
  ),
  instance(
    "operator",
    "+config|get",
    "Before a re-point: masterauth and masteruser, compared as hashes and not kept.",
    "CONFIG GET masteruser",
  ),
  instance(
    "operator",
    "+client|kill",
    "Disconnect clients where the primary was.",
    "CLIENT KILL ID 0 ADDR 0.0.0.0:0",
    {
      safe: false,
    },
  ),
  instance(
    "operator",
    "+acl|getuser",
    "Before a re-point: whether the upstream takes that login.",
    `ACL GETUSER ${NOTHING}`,
  ),
  instance(
    "operator",
    "+acl|dryrun",
    "Before each run, and in `check`: whether each of the three users has the rights it needs.",
    "ACL DRYRUN default PING",
    { since: [7, 0] },
  ),
  instance(
    "operator",
    "+client|pause",
    "Promote under Sentinel: writes are held.",
    `CLIENT PAUSE ${NOTHING}`,
    {
      since: [6, 2],
      part: "sentinels",
    },
  ),
  instance("operator", "+client|unpause", "And let go.", "CLIENT UNPAUSE", {
    since: [6, 2],
    part: "sentinels",
    safe: false,
  }),
  instance("operator", "+set", "The heartbeat is written.", `SET {heartbeat}:${NOTHING} 0 XX PX 1`, {
    part: "heartbeat",
  }),
  instance(
    "operator",
    HEARTBEAT_KEYS,
    "The heartbeat's keys, and no other.",
    `SET {heartbeat}:${NOTHING} 0 XX PX 1`,
    {
      part: "heartbeat",
    },
  ),
  instance("operator", "+restore", "Restore a backup, key by key.", `RESTORE ${NOTHING} 0 value ABSTTL`, {
    part: "restore",
    safe: false,
  }),
  instance("operator", "~*", "The keys of a backup may have any name.", `RESTORE ${NOTHING} 0 value ABSTTL`, {
    part: "restore",
    safe: false,
  }),
  instance("operator", "+select", "Keys go into the database they were in.", "SELECT 0", { part: "restore" }),
  instance("operator", "+function|restore", "The functions of a backup.", "FUNCTION RESTORE value", {
    since: [7, 0],
    part: "restore",
    safe: false,
  }),
  instance("operator", "+info", "The read router looks at roles and offsets.", "INFO server", {
    part: "lab",
  }),
  instance("operator", "+get", "An experiment's reads.", `GET tidemark:lab:${NOTHING}`, { part: "lab" }),
  instance("operator", "+set", "Its writes, each with an expiry.", `SET tidemark:lab:${NOTHING} 0 XX PX 1`, {
    part: "lab",
  }),
  instance("operator", "+unlink", "What it wrote is removed.", `UNLINK tidemark:lab:${NOTHING}`, {
    part: "lab",
  }),
  instance("operator", "+wait", "How many replicas have acknowledged a write.", "WAIT 0 1", { part: "lab" }),
  instance("operator", "+multi", "A read, and where its replica stood, at one instant.", "MULTI", {
    part: "lab",
    safe: false,
  }),
  instance("operator", "+exec", "The end of it.", "EXEC", { part: "lab", safe: false }),
  ...[
    ["The lab's keys, and no other, are read.", `GET tidemark:lab:${NOTHING}`],
    ["They are written.", `SET tidemark:lab:${NOTHING} 0 XX PX 1`],
    ["They are removed.", `UNLINK tidemark:lab:${NOTHING}`],
  ].map(([why = "", words = ""]) => instance("operator", "~tidemark:lab:*", why, words, { part: "lab" })),
  instance("operator", "+cluster|failover", "Promote in a cluster.", "CLUSTER FAILOVER", {
    part: "cluster",
    safe: false,
  }),
  instance(
    "operator",
    "+cluster|replicate",
    "Attach and re-point in a cluster.",
    `CLUSTER REPLICATE ${NOTHING}`,
    { part: "cluster" },
  ),

  instance(
    "backup",
    "+psync",
    "The whole data set, as a replica gets it. It takes no right to any key.",
    "PSYNC ? -1",
    {
      safe: false,
    },
  ),
  instance(
    "backup",
    "+replconf",
    "Says that it takes the data set alone, and in which form.",
    "REPLCONF capa eof",
    {
      safe: false,
    },
  ),
  instance("backup", "+bgsave", "A backup by BGSAVE.", "BGSAVE", { safe: false }),
  instance("backup", "+client|setname", named, "CLIENT SETNAME tidemark"),
  instance(
    "backup",
    "+debug|digest",
    "A drill compares its digest with the source's, where enable-debug-command allows it.",
    "DEBUG DIGEST",
    { part: "drill", safe: false },
  ),

  instance("replica", "+psync", "The stream.", "PSYNC ? -1", { safe: false }),
  instance("replica", "+replconf", "Its port, its acknowledgements.", "REPLCONF capa eof", { safe: false }),

  sentinel("poller", "+sentinel|masters", "Which primaries it watches.", "SENTINEL MASTERS"),
  sentinel("poller", "+sentinel|myid", "Who it is.", "SENTINEL MYID"),
  sentinel(
    "poller",
    "+sentinel|get-master-addr-by-name",
    "Where it sends clients.",
    `SENTINEL GET-MASTER-ADDR-BY-NAME ${NOTHING}`,
  ),
  sentinel("poller", "+sentinel|sentinels", "The others it knows.", `SENTINEL SENTINELS ${NOTHING}`),
  sentinel("poller", "+sentinel|ckquorum", "Whether they could fail over.", `SENTINEL CKQUORUM ${NOTHING}`),
  sentinel("poller", "+sentinel|master", "During a promotion: how far it is.", `SENTINEL MASTER ${NOTHING}`),
  sentinel(
    "poller",
    "+sentinel|replicas",
    "Before a promotion: which priorities it has read.",
    `SENTINEL REPLICAS ${NOTHING}`,
  ),
  sentinel("poller", "+info", "Its version, and whether its clock jumps.", "INFO server"),
  sentinel("poller", "+client|setname", named, "CLIENT SETNAME tidemark"),
  sentinel("operator", "+sentinel|failover", "Promote under Sentinel.", `SENTINEL FAILOVER ${NOTHING}`),
  sentinel(
    "operator",
    "+sentinel|reset",
    "Ends a failover that came to nothing.",
    `SENTINEL RESET ${NOTHING}`,
  ),
  sentinel("operator", "+client|setname", named, "CLIENT SETNAME tidemark"),
];
