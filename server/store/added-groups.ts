import type { Logger } from "pino";
import { slug } from "@/server/poller/slug";
import type { Store } from "@/server/ports";
import type { GroupSettings } from "@/server/settings";

/** The settings' groups and those added through the API. Where two have one id, the settings' own counts. */
export async function withAddedGroups(
  configured: readonly GroupSettings[],
  store: Store,
  log: Logger,
): Promise<GroupSettings[]> {
  const groups = [...configured];
  for (const { name, seeds, username, password, tls } of await store.groups.list()) {
    if (groups.some((group) => slug(group.name) === slug(name))) {
      log.warn(
        { group: name },
        "a group added through the API has the name of one in the settings: left out",
      );
      continue;
    }
    groups.push({
      name,
      seeds,
      username: username ?? null,
      password: password ?? null,
      operator: { username: null, password: null },
      tls: {
        ca: tls?.ca ?? null,
        cert: tls?.cert ?? null,
        key: tls?.key ?? null,
        "server-name": tls?.["server-name"] ?? null,
      },
      addresses: {},
    });
  }
  return groups;
}
