import type { Login, Target } from "@/server/redis/target";
import type { GroupAccess } from "../group-access";

const nobody: Login = { username: null, password: null };

/**
 * Who we are to a Sentinel, in the order to try. To one that the settings name: as they say, else as to the instances, and
 * nobody where that is refused. To one that was merely heard of: nobody first, since whoever may publish on the group's
 * channel could name a host of his own; the instances' password goes to hosts that have it already, the Sentinels' own, as
 * among Sentinels, to each that asks for one.
 * @param hosts of the group's instances
 */
export function loginsFor(
  { configured, target }: { readonly configured: boolean; readonly target: Target },
  { sentinelLogin, poller }: Pick<GroupAccess, "sentinelLogin" | "poller">,
  hosts: ReadonlySet<string>,
): readonly [Login, ...Login[]] {
  if (sentinelLogin !== null) return configured ? [sentinelLogin] : [nobody, sentinelLogin];
  if (poller.password === null) return [nobody];
  if (configured) return [poller, nobody];
  const { endpoint } = target;
  return "host" in endpoint && hosts.has(endpoint.host) ? [nobody, poller] : [nobody];
}
