import type { Logger } from "pino";
import type { Store } from "@/server/ports";
import { auditSparingly } from "@/server/record/sparingly";
import type { ProxySettings } from "@/server/settings/access-section";
import { createProxyHeader, type ProxiedRequest, type ProxyIdentity } from "./proxy-header";

/**
 * Whom the proxy names, for where it is found out who asks. What is refused is written down, for it is either somebody pretending or a
 * proxy that the settings do not know. Null: no proxy is trusted.
 * @throws ProblemError `bad-proxy-header`
 */
export function proxyIdentity(
  settings: ProxySettings | null,
  audit: Pick<Store["audit"], "append">,
  clock: { log: Logger; now: () => number },
): ((request: ProxiedRequest) => ProxyIdentity | null) | null {
  if (settings === null) return null;
  const read = createProxyHeader(settings);
  const write = auditSparingly(audit, clock);
  return (request) => {
    const who = read(request);
    if (who.ok) return who.value;
    const detail = { code: who.error.code, address: request.peer };
    write({ actor: null, kind: "denied", group: null, instance: null, run: null, detail });
    throw who.error;
  };
}
