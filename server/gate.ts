import type { ActionsGate, Store } from "./ports";
import type { Settings } from "./settings";

/** The same, and off for as long as the store may not know of every run there was. */
export const withStore = (gate: ActionsGate, store: Pick<Store, "unconfirmedLoss">): ActionsGate => ({
  get enabled() {
    return gate.enabled && store.unconfirmedLoss() === null;
  },
  get reason() {
    return gate.reason ?? store.unconfirmedLoss();
  },
});

/** Whether actions may run, by the settings. */
export const actionsGate = ({ actions }: Pick<Settings, "actions">): ActionsGate =>
  actions.enabled
    ? { enabled: true, reason: null }
    : { enabled: false, reason: "Actions are switched off: actions.enabled is false." };
