import { setTimeout as pause } from "node:timers/promises";
import type { DemoState } from "@/lib/contract";
import { aborted } from "@/server/cli/signal";
import type { Fleet } from "@/server/ports";
import { type GroupOptions, withDemoGroup } from "./group";
import { serveDemo } from "./serve";

export interface DemoOptions extends GroupOptions {
  /** The port to try first; taken ones are passed over. 0: any free one. */
  readonly port: number;
}

const LOOK_AGAIN_MS = 50;

/**
 * Runs the demo until `signal` fires: real servers in a temporary folder, a load, and Tidemark watching them.
 * Everything it started is stopped and removed before it resolves, also when the start fails or is interrupted.
 * @throws DemoError when there is no server program.
 */
export async function runDemo(options: DemoOptions): Promise<void> {
  const { signal, say, port } = options;
  await withDemoGroup(options, async ({ dir, demo, sentinels }) => {
    const tidemark = await serveDemo(demo, {
      dir,
      port,
      sentinels,
      passOverTakenPorts: true,
      dev: false,
    });
    try {
      await linksUp(tidemark.fleet, await demo.state(), sentinels.length, signal);
      say(`Tidemark is ready: ${tidemark.page}`);
      say("Ctrl-C stops it all and removes what it made.");
      await aborted(signal);
    } finally {
      await tidemark.close();
    }
  });
}

/** Reads the group until it has all its members, each replica its link, and the Sentinels each other: only then is there something to see. */
async function linksUp(
  fleet: Fleet,
  started: DemoState,
  sentinels: number,
  signal: AbortSignal,
): Promise<void> {
  for (;;) {
    signal.throwIfAborted();
    const { instances, sentinel } = await fleet.refresh(started.group);
    const watched = sentinels === 0 || (sentinel?.known === sentinels && sentinel.ckquorum?.ok === true);
    const linked = instances.filter(({ role, link }) => role === "primary" || link?.state === "up");
    if (watched && linked.length === started.instances.length) return;
    await pause(LOOK_AGAIN_MS, undefined, { signal });
  }
}
