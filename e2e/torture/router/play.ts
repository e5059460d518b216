import { setTimeout as delay } from "node:timers/promises";
import { Draw } from "@/server/poller/oracle/draw.fixture";
import type { Flavour } from "./flavour";
import type { Entry, History } from "./history";
import { ending, type Scene, scenes } from "./scenes";
import { RouterWorld } from "./world";

const POLL_MS = 400;
const DEADLINE_MS = 1_500;

/** All scenes, in an order that a seed draws, between two whiles in which nothing happens. */
export function scenesBy(seed: number): readonly Scene[] {
  const draw = new Draw(seed);
  const [quiet, ...all] = scenes;
  if (quiet === undefined) throw new Error("there is no scene");
  const drawn = all.map((scene) => ({ scene, at: draw.next() })).toSorted((a, b) => a.at - b.at);
  return [quiet, ...drawn.map(({ scene }) => scene), ending];
}

/** Has routers of all these kinds live through the scenes in one world at one time. */
export async function playScenes(
  seed: number,
  flavours: readonly Flavour[],
  played: readonly Scene[] = scenesBy(seed),
): Promise<History> {
  const history: Entry[] = [];
  const add = (entry: Entry): void => void history.push(entry);
  const world = await RouterWorld.start({ seed, flavours, pollMs: POLL_MS, deadlineMs: DEADLINE_MS, add });
  try {
    for (const { name, play } of played) {
      world.note(name);
      await play(world);
      await world.nextEpoch();
      await delay(100);
    }
    await world.stop();
  } finally {
    await world.close();
  }
  // Clients tell what they learned a little late.
  return history.toSorted((a, b) => a.atMs - b.atMs);
}
