import { sharesHost } from "./instance-network";
import { because, type InstanceSetting, quoted } from "./setting";

const section = "Persistence";
const saves = ["3600 1", "300 100", "60 10000"];

export const persistenceSettings: readonly InstanceSetting[] = [
  {
    id: "dir",
    section,
    values: ({ facts, at }) => [
      quoted(sharesHost(facts, at.address) ? `${facts.dataDir}/${at.name}` : facts.dataDir),
    ],
    why: ({ facts, at }) =>
      `Where its files lie, a copy from the primary too: room for the data set twice.${sharesHost(facts, at.address) ? " A folder of its own, since servers share this host; it must be there." : ""}`,
    source: "config.c, setConfigDirOption",
    restart: true,
  },
  {
    id: "appendonly",
    section,
    values: ({ facts }) => [facts.persistence === "aof" ? "yes" : "no"],
    why: ({ facts: { persistence } }) =>
      ({
        aof: "What was acknowledged is on the disk within a second. The same on every instance: roles change.",
        rdb: "Snapshots alone: a crash loses what came after the last one, unless a replica is promoted.",
        none: "Nothing is kept. A primary that a supervisor restarts comes back empty within a second, and its replicas copy that: let nothing restart it before a replica is promoted.",
      })[persistence],
    source: "server.c, loadDataFromDisk",
    holds: (now, [advised]) => advised === "no" || now === "yes",
  },
  {
    id: "appendfsync",
    section,
    values: ({ facts }) => (facts.persistence === "aof" ? ["everysec"] : []),
    why: because("Once a second, in the background."),
    source: "aof.c, flushAppendOnlyFile",
  },
  {
    id: "save",
    section,
    values: ({ facts }) => (facts.persistence === "none" ? ['""'] : saves),
    why: ({ facts: { persistence } }) =>
      persistence === "none"
        ? "No snapshots."
        : "Snapshots, for backups. One also holds the place in the stream: a replica that is restarted continues from it.",
    source: "config.c, setConfigSaveOption; rdb.c, rdbPopulateSaveInfo",
    holds: (now, [advised]) => advised === '""' || now !== "",
  },
  {
    id: "replica-ignore-disk-write-errors",
    section,
    since: [7, 0],
    values: ({ facts }) => (facts.persistence === "none" ? [] : ["yes"]),
    why: because(
      "By default a replica whose save failed ends its process at the next replicated write: a full disk there is no reason to lose the replica.",
    ),
    source: "server.c, processCommand",
    holds: (now, [advised]) => now === advised,
  },
];
