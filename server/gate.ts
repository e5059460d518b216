import type { ActionsGate, Store } from "./ports";
import type { Settings } from "./settings";
import { formatListen, isLoopback } from "./settings/listen";

/** The same, and off for as long as the store may not know of every run there was. */
export const withStore = (gate: ActionsGate, store: Pick<Store, "unconfirmedLoss">): ActionsGate => ({
  get enabled() {
    return gate.enabled && store.unconfirmedLoss() === null;
  },
  get reason() {
    return gate.reason ?? store.unconfirmedLoss();
  },
});

/** Whether actions may run: never where other machines can reach us, since there are no accounts yet. */
export function actionsGate({ actions, listen }: Pick<Settings, "actions" | "listen">): ActionsGate {
  if (!actions.enabled)
    return { enabled: false, reason: "Actions are switched off: actions.enabled is false." };
  if (isLoopback(listen.host)) return { enabled: true, reason: null };
  return {
    enabled: false,
    reason:
      `Actions are off: other machines can reach ${formatListen(listen)}, and this version has no accounts. ` +
      "Listen on 127.0.0.1 to act.",
  };
}
