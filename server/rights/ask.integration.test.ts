import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type Right, rightsOf, ruleText, wordsOf } from "@/lib/acl";
import { isAtLeast, versionOf } from "@/lib/info/version";
import type { LocalServer } from "@/server/local";
import type { CommandOutcome } from "@/server/ports";
import { Connection } from "@/server/redis/connection";
import { usualNetworks } from "@/server/redis/networks";
import { ask } from "@/server/testing/ask";
import { startTestServer, stopServers } from "@/server/testing/group";
import { serverMatrix } from "@/server/testing/versions";
import { type Asker, askRights } from "./ask";
import { wantsFor } from "./wants";

const SECRET = "s3cret";
const DEADLINE_MS = 10_000;
const parts = ["sentinels", "heartbeat", "restore", "drill", "lab", "cluster"] as const;

/** The ways in which a server can be asked, by the rights of whoever asks. */
const ways = [
  { way: "ACL DRYRUN", user: "dry", rules: "+acl|dryrun", since: [7, 0], sends: false },
  { way: "ACL GETUSER", user: "reads", rules: "+acl|getuser", since: [6, 0], sends: false },
  { way: "what changes nothing", user: "sends", rules: "+ping", since: [6, 0], sends: true },
] as const;

describe.each(await serverMatrix())("on $name", (binary) => {
  const version = versionOf(binary);
  if (version === null) throw new Error("no version");
  const usable = ways.filter(({ since: [major, minor] }) => isAtLeast(version, major, minor));

  /** What one user has, for itself or for one part; and each of the users that lack one rule of it. */
  const sets = (["poller", "operator", "backup"] as const).flatMap((party) =>
    [null, ...parts].map((part) => {
      const of = rightsOf(party, { version, parts: part === null ? [] : [part] });
      return of.filter((right) => part === null || right.part === part);
    }),
  );
  const cases = sets.flatMap((set, n) =>
    set.map((lacking, m) => ({ user: `without-${n}-${m}`, set, lacking })),
  );
  const rulesOf = (set: readonly Right[]): string[] => set.map((right) => ruleText(right));

  let server: LocalServer;
  const opened = new Map<string, Promise<Connection>>();
  beforeAll(async () => {
    server = await startTestServer(binary);
    const channels = isAtLeast(version, 6, 2) ? ["resetchannels"] : [];
    const setUser = (name: string, rules: readonly string[]): string[] => [
      "ACL",
      "SETUSER",
      name,
      "reset",
      "on",
      `>${SECRET}`,
      ...channels,
      "-@all",
      ...rules,
    ];
    await ask(server, [
      ...usable.map(({ user, rules }) => setUser(user, [rules])),
      ...sets.map((set, n) => setUser(`whole-${n}`, rulesOf(set))),
      ...cases.map(({ user, set, lacking }) =>
        setUser(user, rulesOf(set.filter((one) => ruleText(one) !== ruleText(lacking)))),
      ),
    ]);
  });
  afterAll(async () => {
    for (const one of opened.values()) (await one).close();
    await stopServers([server]);
  });

  async function connect(username: string): Promise<Connection> {
    const login = { username, password: SECRET };
    const connection = await Connection.open(
      { endpoint: server, tls: null, networks: usualNetworks },
      login,
      DEADLINE_MS,
    );
    if (!connection.ok) throw new Error(connection.error.detail);
    return connection.value;
  }
  async function say(user: string, words: readonly string[]): Promise<CommandOutcome> {
    const connection = opened.get(user) ?? connect(user);
    opened.set(user, connection);
    const exchange = await (await connection).send(words, DEADLINE_MS);
    if (exchange.state === "replied" || exchange.state === "refused") return exchange;
    return { state: exchange.state, detail: exchange.failure.detail };
  }
  /** `asker` answers for whom the operator's rights are needed; all else is said by the user itself. */
  const fleetOf = (user: string, asker: string): Asker => ({
    users: () => ({ poller: user, operator: user, backup: user }),
    command: (_, words) => say(words[0] === "ACL" && words[2] === user ? asker : user, words),
  });

  test("R16: there is no rule in the table that its command could be sent without", async () => {
    for (const { user, lacking } of cases)
      expect({ of: lacking, said: await say(user, wordsOf(lacking)) }).toMatchObject({
        said: { state: "refused", message: expect.stringMatching(/^(EXECABORT .*)?NOPERM/) },
      });
  });

  test.each(usable)(
    "by $way a rule that is missing is named, and none that is there",
    async ({ user: asker, sends }) => {
      const about = async (user: string, set: readonly Right[]) => {
        const asked = { group: "", instance: "", version, wants: wantsFor(set), probe: sends };
        return askRights(fleetOf(user, asker), asked);
      };
      for (const [n, set] of sets.entries())
        for (const { want, answer, lacks } of await about(`whole-${n}`, set))
          expect([want.words, answer, lacks]).toEqual([
            want.words,
            sends && !want.safe ? "unknown" : "may",
            [],
          ]);
      for (const { user, set, lacking } of cases)
        for (const { want, answer, lacks } of await about(user, set)) {
          const isIt = want.as === lacking.party && want.rules.includes(ruleText(lacking));
          const known = !sends || want.safe;
          expect([user, want.words, answer, lacks]).toEqual([
            user,
            want.words,
            known ? (isIt ? "may-not" : "may") : "unknown",
            known && isIt ? [ruleText(lacking)] : [],
          ]);
        }
    },
  );
});
