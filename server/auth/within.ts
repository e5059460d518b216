import { BlockList, isIP } from "node:net";
import type { Network } from "@/server/redis/network";

/** Whether an address lies in one of these networks. An IPv4 address written as IPv6, `::ffff:10.0.0.7`, is the same address. */
export function withinNetworks(networks: readonly Network[]): (address: string) => boolean {
  const list = new BlockList();
  for (const { address, prefix, family } of networks) list.addSubnet(address, prefix, family);
  return (address) => {
    const version = isIP(address);
    return version !== 0 && list.check(address, version === 4 ? "ipv4" : "ipv6");
  };
}
