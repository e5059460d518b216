import type { DemoState, Fault } from "@/lib/contract";
import { ProblemError } from "@/server/errors";
import type { Demo } from "@/server/ports";
import type { DemoServer } from "./demo-servers";
import type { Send } from "./load";

/** Faults to play with, on the servers this process started and on no others. */
export function createFaults(group: string, servers: readonly DemoServer[], send: Send): Demo {
  const cut = new Set<DemoServer>();
  const idOf = ({ server }: DemoServer): string => `${server.host}:${server.port}`;

  const refuse = (target: DemoServer, why: string): never => {
    throw new ProblemError(
      409,
      "fault-not-possible",
      "That fault is not possible now",
      `${idOf(target)} ${why}.`,
    );
  };
  const needs = (target: DemoServer, state: "running" | "paused" | "exited"): void => {
    const now = target.server.state;
    if (now !== state)
      refuse(target, `is ${now === "exited" ? "killed" : now}, not ${state === "exited" ? "killed" : state}`);
  };

  const tell = async (to: DemoServer, words: readonly string[]): Promise<void> => {
    const { state } = await send(to, words);
    if (state !== "replied") refuse(to, `did not carry out ${words.slice(0, 2).join(" ")}`);
  };

  /** A cut link is a login switched off everywhere: wherever the replica is pointed, it is refused there too. */
  const applyLink = async (to: DemoServer, of: DemoServer): Promise<void> => {
    if (to.server.state !== "running") return;
    await tell(to, ["ACL", "SETUSER", of.linkUser, cut.has(of) ? "off" : "on"]);
    if (cut.has(of)) await tell(to, ["CLIENT", "KILL", "USER", of.linkUser]);
  };
  const reapplyLinks = (to: DemoServer): Promise<unknown> =>
    Promise.all([...cut].map((of) => applyLink(to, of)));
  const changeLink = (of: DemoServer): Promise<unknown> =>
    Promise.all(servers.map((to) => applyLink(to, of)));

  const table: Record<Fault["fault"], (target: DemoServer) => Promise<unknown> | undefined> = {
    pause: (target) => {
      needs(target, "running");
      target.server.pause();
      return undefined;
    },
    resume: (target) => {
      needs(target, "paused");
      target.server.resume();
      return reapplyLinks(target);
    },
    kill: (target) => {
      if (target.server.state === "exited") refuse(target, "is killed already");
      return target.server.kill();
    },
    restart: async (target) => {
      needs(target, "exited");
      await target.server.restart();
      await reapplyLinks(target);
    },
    cut: (target) => {
      cut.add(target);
      return changeLink(target);
    },
    mend: (target) => {
      cut.delete(target);
      return changeLink(target);
    },
  };

  const now = (): DemoState => ({
    group,
    instances: servers.map((one) => ({
      instance: idOf(one),
      process: one.server.state === "exited" ? "killed" : one.server.state,
      link: cut.has(one) ? "cut" : "whole",
    })),
  });

  return {
    state: async () => now(),
    async inject({ fault, instance }) {
      const target = servers.find((one) => idOf(one) === instance);
      if (target === undefined) {
        const detail = `${instance} is none of the servers that the demo started.`;
        throw new ProblemError(404, "instance-not-found", "No such instance", detail);
      }
      await table[fault](target);
      return now();
    },
  };
}
