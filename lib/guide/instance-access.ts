import { because, type InstanceSetting, quoted } from "./setting";
import { userNotes } from "./users";

const section = "Who may log in";

export const accessSettings: readonly InstanceSetting[] = [
  {
    id: "aclfile",
    section,
    values: ({ facts }) => (facts.auth === "acl" ? [quoted(`${facts.configDir}/users.acl`)] : []),
    why: ({ facts }) =>
      `The users, the same on every instance since roles change. ${userNotes(facts).join("; ")}.`,
    source: "acl.c, ACLLoadUsersAtStartup",
  },
  {
    id: "requirepass",
    section,
    values: ({ facts, secrets }) => (facts.auth === "password" ? [secrets.admin.clear] : []),
    why: because(
      "One password for everybody: whoever has it may do everything, CONFIG and FLUSHALL too. Users of their own need less (acl).",
    ),
    source: "config.c, updateRequirePass",
  },
  {
    id: "masteruser",
    section,
    values: ({ facts }) => (facts.auth === "acl" ? ["replica"] : []),
    why: because(
      "What it logs in as when it follows another. On the primary too: after a promotion it is a replica.",
    ),
    source: "replication.c, syncWithMaster",
  },
  {
    id: "masterauth",
    section,
    values: ({ facts, secrets }) => [facts.auth === "acl" ? secrets.replica.clear : secrets.admin.clear],
    why: because(
      "The password for that. Without it a replica comes back in a hot loop, thousands of times a second on Redis 7 and 8.",
    ),
    source: "replication.c, syncWithMaster",
  },
];
