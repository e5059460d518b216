import { Command } from "commander";
import { demoOptions } from "@/server/cli/demo-options";
import { reporting } from "@/server/cli/reporting";
import { untilSignal } from "@/server/cli/signal";
import { freePort, portIsFree } from "@/server/local";
import { DemoError } from "../error";
import { withDemoGroup } from "../group";
import { exposeDemo, socketIn } from "./expose";
import { rerunOnChange } from "./rerun";

const HOST = "127.0.0.1";

/** `npm run dev`: holds a demo's group, and runs the dashboard as a child that comes and goes with its code. */
async function dev(options: { port: string; replicas: number }): Promise<number> {
  const signal = untilSignal();
  await withDemoGroup(
    { replicas: options.replicas, sentinel: false, say: console.log, signal },
    async ({ dir, demo }) => {
      const stopLending = await exposeDemo(demo, socketIn(dir));
      try {
        const port = await firstFree(Number(options.port));
        console.log("The group lives until Ctrl-C; the dashboard restarts as server/ and lib/ change.");
        await rerunOnChange(["server/demo/dev/dashboard.ts", dir, String(port)], signal);
      } finally {
        stopLending();
      }
    },
  );
  return 0;
}

/** Found here once, so that every dashboard of this run has the same address. */
async function firstFree(wanted: number): Promise<number> {
  if (wanted === 0) return freePort(HOST);
  for (let port = wanted; port <= 65_535; port += 1) if (await portIsFree(HOST, port)) return port;
  throw new DemoError(`every port from ${wanted} on is taken by other programs`);
}

await demoOptions(new Command("npm run dev --"))
  .description("a demo's group, and the dashboard on it with reload on both sides")
  .action((options: { port: string; replicas: number }) => reporting(() => dev(options)))
  .parseAsync();
