import { Command, InvalidArgumentError } from "commander";
import { packageVersion } from "@/server/package";
import { reporting } from "./reporting";
import { serve } from "./serve";
import { untilSignal } from "./signal";

const seedsHelp = "addresses of servers to watch: redis://host:6379, rediss://host:6379, unix:/path";

/** `tidemark`, with its commands. Code for one command is loaded only when it runs. */
export const program = new Command("tidemark")
  .description(
    "Redis and Valkey replication, live: who follows whom, how far behind, and what a reconnect costs",
  )
  .version(packageVersion())
  .showHelpAfterError();

program
  .command("serve", { isDefault: true })
  .description("start the dashboard")
  .argument("[seeds...]", seedsHelp)
  .option("--config <file>", "settings file (default: ./tidemark.yaml, where there is one)")
  .option("--port <port>", "port to listen at", portNumber)
  .option("--host <host>", "address to listen at")
  .option("--dev", "reload pages as their sources change", false)
  .action((seeds: string[], flags: { config?: string; port?: string; host?: string; dev: boolean }) =>
    reporting(() => serve(seeds, flags)),
  );

program
  .command("demo")
  .description("start a group of real servers with a load, and the dashboard on it")
  .option("--port <port>", "port to try first; taken ones are passed over", portNumber, "7700")
  .option("--replicas <count>", "replicas on the primary", replicaCount, 2)
  .option("--dev", "reload pages as their sources change", false)
  .action(({ port, replicas, dev }: { port: string; replicas: number; dev: boolean }) =>
    reporting(async () => {
      const { runDemo } = await import("@/server/demo");
      await runDemo({ port: Number(port), replicas, dev, say: console.log, signal: untilSignal() });
      return 0;
    }),
  );

function portNumber(text: string): string {
  if (/^\d{1,5}$/.test(text) && Number(text) <= 65535) return text;
  throw new InvalidArgumentError("allowed: a port from 0 to 65535");
}

function replicaCount(text: string): number {
  if (/^\d{1,2}$/.test(text) && Number(text) >= 1) return Number(text);
  throw new InvalidArgumentError("allowed: a whole number from 1 to 99");
}
