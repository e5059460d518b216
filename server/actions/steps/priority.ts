import type { StepRow } from "./row";
import { changeSetting, restoreSetting } from "./settings";

/** `CONFIG SET replica-priority`, so that Sentinel chooses this replica, or another. */
export const preferReplica: StepRow = changeSetting("prefer-replica");

const restore = restoreSetting("prefer-replica");

/**
 * Gives a replica its own priority back. Sentinel closes every connection to a server that it reconfigures, perhaps this
 * one while the command is on its way: where the server then says that nothing was set, it is set again.
 * Source: sentinel.c, sentinelSendSlaveOf.
 */
export const unpreferReplica: StepRow = {
  ...restore,
  async prove(context, sent) {
    const end = await restore.prove(context, sent);
    if (sent.replied || end.state !== "failed") return end;
    const { state } = await context.tell(context.step.command ?? []);
    return restore.prove(context, { ...sent, replied: state === "replied" });
  },
};
