import { LOOK_EVERY_MS } from "./await";
import type { StepRow } from "./row";
import { changeSetting, restoreSetting } from "./settings";

const RESENDS = 3;

/** `CONFIG SET replica-priority`, so that Sentinel chooses this replica, or another. */
export const preferReplica: StepRow = changeSetting("prefer-replica");

const restore = restoreSetting("prefer-replica");

/**
 * Gives a replica its own priority back. Sentinel closes every connection to a server that it reconfigures, perhaps this
 * one while the command is on its way: to set the value again does no harm.
 * Source: sentinel.c, sentinelSendSlaveOf.
 */
export const unpreferReplica: StepRow = {
  ...restore,
  async prove(context, sent) {
    let { replied } = sent;
    for (let tries = 0; !replied && tries < RESENDS; tries += 1) {
      await context.wait(LOOK_EVERY_MS);
      replied = (await context.tell(context.step.command ?? [])).state === "replied";
    }
    return restore.prove(context, { ...sent, replied });
  },
};
