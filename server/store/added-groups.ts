import type { Logger } from "pino";
import { type GroupConfig, groupConfigOf } from "@/server/poller/config";
import { slug } from "@/server/poller/slug";
import type { Store } from "@/server/ports";

/** The settings' groups and those added through the API. Where two have one id, the settings' own counts. */
export async function withAddedGroups(
  configured: readonly GroupConfig[],
  store: Store,
  log: Logger,
): Promise<GroupConfig[]> {
  const groups = [...configured];
  for (const added of await store.groups.list()) {
    if (groups.some((group) => slug(group.name) === slug(added.name)))
      log.warn(
        { group: added.name },
        "a group added through the API has the name of one in the settings: left out",
      );
    else groups.push(groupConfigOf(added));
  }
  return groups;
}
