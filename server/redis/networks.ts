import { lookup as resolve } from "node:dns";
import { BlockList, isIP, type LookupFunction } from "node:net";
import { carriedIPv4, type Network, usualAllow } from "./network";

/**
 * Where no server of a group is, whatever the settings say. Clouds answer at some of these with the credentials of the machine
 * that asks; the others are no address of one server.
 */
const never: readonly { readonly kind: string; readonly networks: readonly string[] }[] = [
  {
    kind: "an address where a cloud keeps its metadata",
    networks: [
      "169.254.169.254/32",
      // AWS, for the credentials of containers; then its services beside a machine, over IPv6.
      "169.254.170.0/24",
      "fd00:ec2::/32",
      // Google over IPv6, Alibaba, Oracle, Azure.
      "fd20:ce::254/128",
      "100.100.100.200/32",
      "192.0.0.192/32",
      "168.63.129.16/32",
    ],
  },
  { kind: "link-local", networks: ["169.254.0.0/16", "fe80::/10"] },
  { kind: "unspecified", networks: ["0.0.0.0/8", "::/128"] },
  { kind: "multicast", networks: ["224.0.0.0/4", "ff00::/8"] },
  { kind: "broadcast", networks: ["255.255.255.255/32"] },
];

const refusals = never.map(({ kind, networks }) => {
  const list = new BlockList();
  for (const network of networks) {
    const [address = "", prefix] = network.split("/");
    list.addSubnet(address, Number(prefix), address.includes(":") ? "ipv6" : "ipv4");
  }
  return { kind, list };
});

/** Why no connection is made, as a sentence for a person. */
export class NotAllowed extends Error {
  constructor(detail: string) {
    super(detail);
    this.name = "NotAllowed";
  }
}

type Resolver = (
  host: string,
  options: Parameters<LookupFunction>[1] & { all: true },
  found: (error: NodeJS.ErrnoException | null, addresses: { address: string; family: number }[]) => void,
) => void;

/** Which addresses servers may be reached at. */
export class Networks {
  private readonly allowed = new BlockList();

  /** @param resolver another one for tests alone */
  constructor(
    /** What they were made from, to make the same in another process. */
    readonly allow: readonly Network[],
    private readonly resolver: Resolver = resolve,
  ) {
    for (const { family, address, prefix } of allow) this.allowed.addSubnet(address, prefix, family);
  }

  /**
   * Why no connection to this host is made; null: it may be, or it is a name, of which `lookup` tells.
   * Node asks nobody for an address that is written as one.
   */
  refusal(host: string): NotAllowed | null {
    return isIP(host) === 0 ? null : this.judge(host, host);
  }

  /**
   * For `net.connect` and `tls.connect`: gives them the addresses of a name that are allowed, and they dial these very ones.
   * A name that is asked for twice may lead elsewhere the second time.
   */
  readonly lookup: LookupFunction = (host, options, found) => {
    this.resolver(host, { ...options, all: true }, (error, addresses) => {
      if (error !== null) return found(error, "");
      const judged = addresses.map((one) => ({ one, refusal: this.judge(one.address, host) }));
      const allowed = judged.filter(({ refusal }) => refusal === null).map(({ one }) => one);
      const [first] = allowed;
      if (first === undefined)
        return found(judged[0]?.refusal ?? new NotAllowed(`${host} leads to no address.`), "");
      return options.all === true ? found(null, allowed) : found(null, first.address, first.family);
    });
  };

  private judge(address: string, host: string): NotAllowed | null {
    const bare = address.replace(/%.*$/, "");
    const carried = isIP(bare) === 6 ? carriedIPv4(bare) : null;
    const judged = carried ?? bare;
    const family = isIP(judged) === 4 ? "ipv4" : "ipv6";
    const where = address === host ? address : `${host} leads to ${address}, which`;
    const kind = refusals.find(({ list }) => list.check(judged, family))?.kind;
    if (kind !== undefined)
      return new NotAllowed(`${where} is ${kind}: Tidemark connects to none, whatever networks.allow says.`);
    return this.allowed.check(judged, family)
      ? null
      : new NotAllowed(`${where} is outside networks.allow; add it there if it is yours.`);
  }
}

export const usualNetworks = new Networks(usualAllow);
