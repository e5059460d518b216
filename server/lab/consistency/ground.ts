import type { ConsistencySettings } from "@/lib/contract";
import { formatAddress, parseAddress } from "@/lib/info/address";
import { usualNetworks } from "@/server/redis/networks";
import { routedConnector } from "@/server/redis/routed-connector";
import type { Login, Target } from "@/server/redis/target";
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
  const target = (host: string, port: number): Target => ({
    endpoint: { host, port },
    networks: usualNetworks,
    tls: null,
  });
  return {
    options: {
      seeds: [primary, ...replicas].map(addressOf),
      redis: { password, Connector: routedConnector(target) },
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
  const targetOf = (host: string, port: number): Target | null =>
    place.members().find(({ id }) => id === formatAddress({ host, port }))?.target ?? null;
  return {
    options: {
      seeds: members.map(({ address }) => address),
      redis: {
        ...authOf(first.login),
        Connector: routedConnector(targetOf),
        ...(first.target.tls === null ? {} : { tls: {} }),
      },
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

const authOf = ({ username, password }: Login): { username?: string; password?: string } => ({
  ...(password !== null && { password }),
  ...(password !== null && username !== null && { username }),
});

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
