import { rmSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { waitFor } from "@/server/testing/wait-for";
import { calm, linkOf, routerOf, type Weather } from "../front";
import type { TortureNode } from "../node";
import { LOOKS } from "./checkers/availability";
import { nowMs } from "./history";
import { loginOf, PROCESSES } from "./login";
import type { RouterWorld } from "./world";

/** One thing that befalls the group. It begins whole and ends whole, whoever is the primary then. */
export interface Scene {
  readonly name: string;
  readonly play: (world: RouterWorld) => Promise<void>;
}

const held: Weather = { held: true, delayMs: 0 };

export const scenes: readonly Scene[] = [
  {
    name: "nothing happens",
    play: (world) => quietly(world, 1_600),
  },
  {
    name: "a link is slow: its replica acknowledges every second, and is two seconds behind",
    async play(world) {
      const { primary, replicas } = await world.roles();
      const link = linkOf(replicas[0].front.port);
      primary.front.setWeather(link, { held: false, delayMs: 2_000 });
      await delay(4_500);
      primary.front.setWeather(link, calm);
      await delay(300);
    },
  },
  {
    name: "replies of writes are lost, and the writes are not",
    async play(world) {
      const { primary } = await world.roles();
      const lose = (): void => primary.front.loseReply("RPUSH", () => queueMicrotask(lose));
      lose();
      await delay(120);
      queueMicrotask(() => primary.front.keepReplies());
      await delay(2_500);
    },
  },
  {
    name: "a switchover, after which the old primary hears nothing for a second",
    async play(world) {
      const { primary, replicas } = await world.roles();
      const [next, other] = replicas;
      await failOver(world, primary, next);
      const link = linkOf(primary.front.port);
      next.front.setWeather(link, held);
      await world.follow(other, next);
      await delay(1_000);
      next.front.setWeather(link, calm);
      await world.mend(next);
      await quietly(world, 600);
    },
  },
  {
    name: "a partition: the primary and one process here, the others there, where another is promoted",
    async play(world) {
      const { primary, replicas } = await world.roles();
      const [next, other] = replicas;
      const [here, ...there] = Array.from({ length: PROCESSES }, (_, n) => routerOf(loginOf(n).username));
      const atMs = nowMs();
      const cut = (weather: Weather): void => {
        for (const { front } of replicas) front.setWeather(here ?? "", weather);
        for (const who of there) primary.front.setWeather(who, weather);
        for (const { front } of replicas) primary.front.setWeather(linkOf(front.port), weather);
      };
      cut(held);
      await world.command(next, ["REPLICAOF", "NO", "ONE"]);
      await world.follow(other, next);
      await delay(1_800);
      cut(calm);
      world.options.add({
        kind: "cut",
        atMs,
        untilMs: nowMs(),
        client: 0,
        from: replicas.map(({ id }) => id),
      });
      await world.mend(next);
    },
  },
  {
    name: "a replica is promoted by hand, and the primary was not asked",
    async play(world) {
      const { primary, replicas } = await world.roles();
      await world.command(replicas[0], ["REPLICAOF", "NO", "ONE"]);
      await delay(1_200);
      await world.mend(primary);
    },
  },
  {
    name: "the primary is killed, and what its replicas had not heard is lost",
    async play(world) {
      const { primary, replicas } = await world.roles();
      const [next, other] = replicas;
      for (const { front } of replicas) primary.front.setWeather(linkOf(front.port), held);
      await delay(400);
      await primary.server.kill();
      for (const { front } of replicas) primary.front.setWeather(linkOf(front.port), calm);
      await world.command(next, ["REPLICAOF", "NO", "ONE"]);
      await world.follow(other, next);
      await delay(1_500);
      await primary.revive();
      await world.mend(next);
      await quietly(world, 600);
    },
  },
  {
    name: "the primary stands still, another is promoted, and it comes back as it was",
    async play(world) {
      const { primary, replicas } = await world.roles();
      const [next, other] = replicas;
      primary.server.pause();
      await delay(300);
      await world.command(next, ["REPLICAOF", "NO", "ONE"]);
      await world.follow(other, next);
      await delay(1_200);
      primary.server.resume();
      await delay(600);
      await world.mend(next);
    },
  },
  {
    name: "one process is cut off from the primary while another is promoted",
    async play(world) {
      const { primary, replicas } = await world.roles();
      const [next, other] = replicas;
      const cut = routerOf(loginOf(0).username);
      primary.front.setWeather(cut, held);
      await delay(400);
      await failOver(world, primary, next);
      await world.follow(other, next);
      await delay(1_200);
      primary.front.setWeather(cut, calm);
      primary.front.cut(cut);
      await world.mend(next);
    },
  },
  {
    name: "one process stands still while another is promoted, and goes on where it was",
    async play(world) {
      const { primary, replicas } = await world.roles();
      const [next, other] = replicas;
      const link = linkOf(primary.front.port);
      const goOn = world.clients.pause(1);
      await failOver(world, primary, next);
      next.front.setWeather(link, held);
      await world.follow(other, next);
      await delay(900);
      goOn();
      await delay(500);
      next.front.setWeather(link, calm);
      await world.mend(next);
    },
  },
  {
    name: "a replica is killed, and a link breaks",
    async play(world) {
      const { primary, replicas } = await world.roles();
      await replicas[0].server.kill();
      primary.front.halfOpen(linkOf(replicas[1].front.port));
      await delay(500);
      await replicas[0].revive();
      for (const node of replicas) node.front.cut(routerOf(loginOf(1).username));
      await world.mend(primary);
    },
  },
  {
    name: "the primary is killed and comes back with nothing, and so do its replicas then",
    async play(world) {
      // What was kept until now is gone: later lists alone are judged by what is there in the end.
      const { primary } = await world.roles();
      await primary.server.kill();
      rmSync(join(primary.server.dir, "appendonlydir"), { recursive: true, force: true });
      await primary.revive();
      await world.command(primary, ["REPLICAOF", "NO", "ONE"]);
      await delay(600);
      await world.mend(primary);
    },
  },
];

/** The last one, after which all is judged once more: whoever still sends to the first primary is found out. */
export const ending: Scene = {
  name: "a switchover to one that was not the first primary, and then nothing happens",
  async play(world) {
    const { primary, replicas } = await world.roles();
    const [next] = replicas;
    if (primary === world.nodes[0]) {
      await failOver(world, primary, next);
      await world.mend(next);
    }
    await quietly(world, 1_600, LONGEST_QUIET_MS);
  },
};

/** A machine that is shared may leave no quiet moment for that long. */
const LONGEST_QUIET_MS = 30_000;

/**
 * So long, and before it what a router is given to notice that the group is whole, nothing befalls it. Where the machine stands
 * still meanwhile, that begins anew, at most until `longestMs` are over.
 */
async function quietly(world: RouterWorld, forMs: number, longestMs = 0): Promise<void> {
  const atMs = nowMs();
  const wantedMs = LOOKS * world.options.pollMs + forMs;
  do await delay(Math.max(1, Math.max(atMs, world.stalled.untilMs) + wantedMs - nowMs()));
  while (nowMs() - Math.max(atMs, world.stalled.untilMs) < wantedMs && nowMs() - atMs < longestMs);
  world.options.add({ kind: "calm", atMs, untilMs: nowMs() });
}

/** As a planned switchover is: nothing that was acknowledged is lost. */
async function failOver(world: RouterWorld, from: TortureNode, to: TortureNode): Promise<void> {
  const target = [to.front.host, String(to.front.port)];
  await world.command(from, ["FAILOVER", "TO", ...target, "TIMEOUT", "5000"]);
  await waitFor(`${to.id} is the primary`, async () => (await to.asker.say())?.role === "primary");
}
