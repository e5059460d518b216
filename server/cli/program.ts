import { Command } from "commander";
import { packageVersion } from "@/server/package";
import { configFlags, configOptions } from "./config-options";
import { demoOptions, portNumber } from "./demo-options";
import { reporting } from "./reporting";

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
    reporting(async () => (await import("./serve")).serve(seeds, flags)),
  );

demoOptions(program.command("demo"))
  .description("start a group of real servers with a load, and the dashboard on it")
  .option("--sentinel", "three Sentinels beside the group", false)
  .action((flags: { port: string; replicas: number; sentinel: boolean }) =>
    reporting(async () => (await import("./demo")).demo(flags)),
  );

program
  .command("check")
  .description(
    "validate the settings and try every connection (exit 0: all fine, 1: not, 2: unusable settings)",
  )
  .argument("[seeds...]", seedsHelp)
  .option("--config <file>", "settings file (default: ./tidemark.yaml, where there is one)")
  .action((seeds: string[], flags: { config?: string }) =>
    reporting(async () => (await import("./check")).check(seeds, flags)),
  );

program
  .command("rekey")
  .description(
    "seal the stored secrets anew with the key in a file; no Tidemark may run on the store meanwhile",
  )
  .argument("<file>", "the new key: 64 hex digits, or the base64 of 32 bytes")
  .option("--config <file>", "settings file (default: ./tidemark.yaml, where there is one)")
  .action((file: string, flags: { config?: string }) =>
    reporting(async () => (await import("./rekey")).rekey(file, flags)),
  );

program
  .command("setup-link")
  .description(
    "print a one-use link: for a new account that is admin of all groups, or for somebody's password",
  )
  .option("--config <file>", "settings file (default: ./tidemark.yaml, where there is one)")
  .option("--user <name>", "whose password is set anew; left out: a new account")
  .action((flags: { config?: string; user?: string }) =>
    reporting(async () => (await import("./setup-link")).setupLink(flags)),
  );

program
  .command("topology")
  .description("find the group an instance belongs to and print it as a tree with its lag")
  .argument("<url>", "redis://host:6379, rediss://host:6379 or unix:/path")
  .action((url: string) => reporting(async () => (await import("./topology")).topology(url)));

configOptions(program.command("config"))
  .description("say which settings of a group fall short, and print or write the files it should have")
  .argument("<url>", "redis://host:6379, rediss://host:6379 or unix:/path: any instance of the group")
  .action((url: string, flags: Parameters<typeof configFlags>[0]) =>
    reporting(async () => (await import("./config")).config(url, configFlags(flags))),
  );
