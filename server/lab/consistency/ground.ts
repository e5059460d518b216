import type { ConsistencySettings } from "@/lib/contract";
import { formatAddress, parseAddress } from "@/lib/info/address";
import { usualNetworks } from "@/server/redis/networks";
import { guardedRouterOptions } from "@/server/redis/router-options";
import type { Target } from "@/server/redis/target";
import type { RouterAddress, RouterOptions } from "@/server/router";
import type { GroupPlace } from "../experiment";
import type { ThrowawayGroup } from "../throwaway";

/** What the router is given of a place, and which replica `replica` reads; null: no mode needs one. */
export interface Ground {
  readonly options: Pick<RouterOptions, "seeds" | "redis" | "map">;
  readonly replica: RouterAddress | null;
}

type Choice = Pick<ConsistencySettings, "replica" | "modes">;

/** Of servers that were started for it: a replica's upstream, as it says itself, is its link. */
export function throwawayGround({ primary, replicas, password }: ThrowawayGroup, choice: Choice): Ground {
  const addressOf = ({ server }: typeof primary): RouterAddress => ({ host: server.host, port: server.port });
  const links = new Set(replicas.flatMap(({ link }) => (link === null ? [] : [formatAddress(link)])));
  const target = (endpoint: RouterAddress): Target => ({ endpoint, networks: usualNetworks, tls: null });
  return {
    options: {
      seeds: [primary, ...replicas].map(addressOf),
      redis: guardedRouterOptions(target, { username: null, password }),
      map: (address) => (links.has(formatAddress(address)) ? addressOf(primary) : address),
    },
    replica: chooseReplica(
      replicas.map((replica) => ({ id: replica.name, address: addressOf(replica) })),
      choice,
    ),
  };
}

/** Of a watched group: dialled as Tidemark dials it, and nobody but its members. @throws Error where it cannot be read */
export function groupGround(place: GroupPlace, choice: Choice): Ground {
  const members = place.members().flatMap((member) => {
    const address = parseAddress(member.id);
    return address.ok ? [{ ...member, address: address.value }] : [];
  });
  const [first] = members;
  if (first === undefined)
    throw new Error(`${place.group} has no member whose address is a host and a port.`);
  const targetOf = (address: RouterAddress): Target | null =>
    place.members().find(({ id }) => id === formatAddress(address))?.target ?? null;
  return {
    options: {
      seeds: members.map(({ address }) => address),
      redis: guardedRouterOptions(targetOf, first.login, first.target.tls !== null),
      map: (address) => {
        const id = place.resolve?.(address) ?? null;
        const known = id === null ? null : parseAddress(id);
        return known?.ok ? known.value : address;
      },
    },
    replica: chooseReplica(
      members.filter(({ role }) => role === "replica"),
      choice,
    ),
  };
}

function chooseReplica(
  replicas: readonly { readonly id: string; readonly address: RouterAddress }[],
  { replica, modes }: Choice,
): RouterAddress | null {
  if (!modes.includes("replica")) return null;
  const found = replica === null ? replicas[0] : replicas.find(({ id }) => id === replica);
  if (found !== undefined) return found.address;
  const ids = replicas.map(({ id }) => id);
  throw new Error(
    ids.length === 0
      ? "There is no replica to read. Leave out the mode replica, or attach one."
      : `${replica} is no replica here. Choose one of ${ids.join(", ")}, or none for the first.`,
  );
}
