import type { Logger } from "pino";
import { isSocketPath } from "@/server/poller/added-seeds";
import { type GroupConfig, groupConfigOf } from "@/server/poller/config";
import { slug } from "@/server/poller/slug";
import type { Store } from "@/server/ports";

/** The settings' groups and those added through the API. Where two have one id, the settings' own counts. One that names a
 * Unix socket is left out. */
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
    // Those of before this was refused.
    else if (added.seeds.some(isSocketPath))
      log.warn(
        { group: added.name },
        "a group added through the API names a Unix socket: left out; name it in the settings file",
      );
    else groups.push(groupConfigOf(added));
  }
  return groups;
}
