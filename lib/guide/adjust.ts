import { formatAddress, parseAddress } from "@/lib/info/address";
import { type GuideForm, partsOf } from "./form";

const SENTINEL_PORT = 26_379;

/** The text before ` follows `. */
const own = (part: string): string => part.split(/\s+follows\s+/)[0] ?? part;

/**
 * So many Sentinels on the hosts of a form's servers, in their order: one on each as long as there are hosts, then at the next port.
 * None: no Sentinel.
 */
export function withSentinels(form: GuideForm, count: number): GuideForm {
  const hosts = new Set<string>();
  for (const part of [form.primary, ...partsOf(form.replicas).map(own)]) {
    const address = parseAddress(part.trim());
    if (address.ok) hosts.add(address.value.host);
  }
  const list = [...hosts];
  const sentinels = Array.from({ length: list.length === 0 ? 0 : count }, (_, index) => {
    const host = list[index % list.length] ?? "";
    return formatAddress({ host, port: SENTINEL_PORT + Math.floor(index / list.length) });
  });
  return { ...form, sentinels: sentinels.join("\n") };
}

/** So many replicas: the first of those there are, and beyond them such as have no host yet, `replica-3:6379`. */
export function withReplicas(form: GuideForm, count: number): GuideForm {
  const parts = partsOf(form.replicas);
  const port = /:(\d+)$/.exec(form.primary.trim())?.[1] ?? "6379";
  const more = Array.from(
    { length: Math.max(0, count - parts.length) },
    (_, index) => `replica-${parts.length + index + 1}:${port}`,
  );
  return { ...form, replicas: [...parts.slice(0, count), ...more].join("\n") };
}
