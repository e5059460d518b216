import { BlockList, isIP } from "node:net";
import { err, ok, type Result } from "@/lib/result";

/** An address or a network, as `10.0.0.7`, `10.0.0.0/8`, `fd00::/8`. */
export interface Network {
  readonly address: string;
  readonly prefix: number;
  readonly family: "ipv4" | "ipv6";
}

/** Reads one. A network of everybody (`/0`) is none: what would be trusted by it could as well be left open. */
export function parseNetwork(raw: string): Result<Network, string> {
  const [, address = "", digits] = /^([0-9A-Fa-f.:]+)(?:\/(\d{1,3}))?$/.exec(raw) ?? [];
  const version = isIP(address);
  const bits = version === 4 ? 32 : 128;
  const prefix = digits === undefined ? bits : Number(digits);
  if (version === 0 || prefix < 1 || prefix > bits) return err("");
  return ok({ address, prefix, family: version === 4 ? "ipv4" : "ipv6" });
}

/** Whether an address lies in one of these networks. An IPv4 address written as IPv6, `::ffff:10.0.0.7`, is the same address. */
export function withinNetworks(networks: readonly Network[]): (address: string) => boolean {
  const list = new BlockList();
  for (const { address, prefix, family } of networks) list.addSubnet(address, prefix, family);
  return (address) => {
    const version = isIP(address);
    return version !== 0 && list.check(address, version === 4 ? "ipv4" : "ipv6");
  };
}
