import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import type { DemoState, Fault } from "@/lib/contract";
import { ProblemError } from "@/server/errors";
import type { Demo } from "@/server/ports";
import { connectDemo } from "./connect";
import { exposeDemo, socketIn } from "./expose";

const instance = "127.0.0.1:21000";
const stateWith = (process: DemoState["instances"][number]["process"]): DemoState => ({
  group: "demo",
  instances: [{ instance, process, link: "whole" }],
});

let dir = "";
let stop = (): void => {};
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), "tidemark-lending-"));
});
afterEach(() => {
  stop();
  rmSync(dir, { recursive: true, force: true });
});

async function lend(inject: Demo["inject"]): Promise<Demo> {
  stop = await exposeDemo({ state: async () => stateWith("running"), inject }, socketIn(dir));
  return connectDemo(socketIn(dir));
}

test("a borrower sees the servers as their holder does", async () => {
  const borrowed = await lend(async () => stateWith("running"));
  expect(await borrowed.state()).toEqual(stateWith("running"));
});

test("a borrower's fault reaches the holder, and its outcome comes back", async () => {
  const heard: Fault[] = [];
  const borrowed = await lend(async (fault) => {
    heard.push(fault);
    return stateWith("paused");
  });
  expect(await borrowed.inject({ fault: "pause", instance })).toEqual(stateWith("paused"));
  expect(heard).toEqual([{ fault: "pause", instance }]);
});

test("a holder's refusal reaches the borrower word for word", async () => {
  const refusal = new ProblemError(409, "fault-not-possible", "Not now", `${instance} is killed already.`);
  const borrowed = await lend(async () => {
    throw refusal;
  });
  await expect(borrowed.inject({ fault: "kill", instance })).rejects.toEqual(refusal);
});

test("a borrower without a holder is told so, not left waiting", async () => {
  await expect(connectDemo(socketIn(dir)).state()).rejects.toThrow("ENOENT");
});
