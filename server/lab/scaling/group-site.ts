import { parseInfo } from "@/lib/info/parse";
import { readReplication } from "@/lib/info/replication";
import type { ScalingCase } from "@/lib/lab/scaling-order";
import type { GroupPlace, LabMember } from "@/server/lab/experiment";
import type { LabKeys } from "@/server/lab/keys";
import { removeKeys } from "@/server/lab/remove-keys";
import { OnDemandClient } from "@/server/redis/on-demand-client";
import type { Target } from "@/server/redis/target";
import type { Address, Connect } from "./messages";
import type { Site, Watched } from "./site";

const COMMAND_MS = 5_000;

interface Reached extends Watched {
  readonly address: Address;
  readonly member: LabMember;
  close(): void;
}

/**
 * In a watched group, as it stands: nobody is re-pointed, some of its replicas are read and the others not. All members are dialled
 * as the primary is, at their own addresses and within `networks.allow`.
 * @throws Error that says what there is, where there are fewer replicas than asked for, or one that the load cannot dial
 */
export function groupSite(
  place: GroupPlace,
  cases: readonly ScalingCase[],
  keys: LabKeys,
  writesPerSecond: number | null,
): Site {
  const [first, ...others] = place.members().map(reach);
  if (first === undefined || first.role !== "primary")
    throw new Error(`The group ${place.group} has no primary now, so nothing can be written to it.`);
  const replicas = others.filter(({ role }) => role === "replica");
  const most = Math.max(...cases.map((one) => one.replicas));
  if (most > replicas.length)
    throw new Error(
      `The group ${place.group} has ${replicas.length} ${replicas.length === 1 ? "replica" : "replicas"} now, and ${most} were to be read. Name no greater number in replicas.`,
    );
  const { login, target } = first.member;

  return {
    fillsPerSecond: writesPerSecond,
    async stand(one) {
      const read = replicas.slice(0, one.replicas);
      const all = read.length === replicas.length;
      return {
        data: place.group,
        where: {
          dial: {
            username: login.username,
            password: login.password,
            tls: target.tls,
            networks: [...target.networks.allow],
          },
          seeds: [first, ...replicas].map(({ address }) => address),
          names: await namesIn(place, [first, ...replicas]),
          replicas: read.length,
          readsFrom: read.length === 0 ? "primary" : all ? "router" : read.map(({ address }) => address),
        },
        primary: first,
        replicas: read,
      };
    },
    async cleanUp() {
      const said = await removeFrom(place, keys);
      for (const one of [first, ...others]) one.close();
      return said;
    },
  };
}

function reach(member: LabMember): Reached {
  const client = new OnDemandClient(member.target, member.login);
  return {
    name: member.id,
    role: member.role,
    member,
    address: addressOf(member.id, member.target),
    close: () => client.close(),
    async send(words) {
      const exchange = await client.send(words, COMMAND_MS);
      if (exchange.state === "replied") return exchange.reply;
      const why = exchange.state === "refused" ? exchange.message : exchange.failure.detail;
      throw new Error(`${member.id} did not carry out ${words[0]}: ${why}`);
    },
  };
}

function addressOf(id: string, { endpoint }: Target): Address {
  if ("host" in endpoint) return endpoint;
  throw new Error(
    `${id} is reached through a socket at a path; the read router dials hosts and ports alone.`,
  );
}

/** What members call each other and are not dialled by: the load runs where it cannot ask whose an address is. */
async function namesIn({ resolve }: GroupPlace, members: readonly Reached[]): Promise<Connect["names"]> {
  if (resolve === undefined) return [];
  const announced = (await Promise.all(members.map(namedBy))).flat();
  return announced.flatMap((address) => {
    const id = resolve(address);
    const member = members.find(({ name }) => name === id);
    return member === undefined ? [] : [{ announced: address, dialled: member.address }];
  });
}

/** Whom a member names in INFO: its replicas and its upstream. */
async function namedBy(member: Reached): Promise<Address[]> {
  const fields = parseInfo(String(await member.send(["INFO", "replication"])), "refused");
  const view = fields.ok ? readReplication(fields.value) : fields;
  if (!view.ok) return [];
  const upstream = view.value.following?.upstream;
  return [...view.value.listed.map(({ address }) => address), ...(upstream ? [upstream] : [])];
}

/** By whoever is the primary now: it may be another one than at the beginning. */
async function removeFrom(place: GroupPlace, keys: LabKeys): Promise<string> {
  const primary = place.members().find(({ role }) => role === "primary");
  if (primary === undefined)
    return `There is no primary to remove ${keys.prefix}… from; these keys expire by themselves within ${keys.ttlSeconds} seconds.`;
  const reached = reach(primary);
  return removeKeys(keys, reached.send).finally(reached.close);
}
