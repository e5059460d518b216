/** `host:port` cut at its last colon, so that an IPv6 address keeps its brackets. Null: there is no port to cut off. */
function split(name: string): { host: string; port: string } | null {
  const colon = name.lastIndexOf(":");
  if (colon <= 0 || !/^\d{1,5}$/.test(name.slice(colon + 1))) return null;
  return { host: name.slice(0, colon), port: name.slice(colon + 1) };
}

/**
 * The shortest labels that still tell `names` apart: without the port where all have the same one,
 * without the host where all stand on the same one. Returns a label for every name.
 */
export function shortNames(names: readonly string[]): ReadonlyMap<string, string> {
  const same = new Map(names.map((name) => [name, name]));
  const parts = names.map((name) => ({ name, part: split(name) }));
  const hosts = new Set<string>();
  const ports = new Set<string>();
  for (const { part } of parts) {
    if (part === null) return same;
    hosts.add(part.host);
    ports.add(part.port);
  }
  if (ports.size === 1) return new Map(parts.map(({ name, part }) => [name, part?.host ?? name]));
  if (hosts.size === 1) return new Map(parts.map(({ name, part }) => [name, part ? `:${part.port}` : name]));
  return same;
}
