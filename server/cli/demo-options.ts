import { type Command, InvalidArgumentError } from "commander";

/** What every way of starting the demo can be told. */
export const demoOptions = (command: Command): Command =>
  command
    .option("--port <port>", "port to try first; taken ones are passed over", portNumber, "7700")
    .option("--replicas <count>", "replicas on the primary", replicaCount, 2);

export function portNumber(text: string): string {
  if (/^\d{1,5}$/.test(text) && Number(text) <= 65535) return text;
  throw new InvalidArgumentError("allowed: a port from 0 to 65535");
}

function replicaCount(text: string): number {
  if (/^\d{1,2}$/.test(text) && Number(text) >= 1) return Number(text);
  throw new InvalidArgumentError("allowed: a whole number from 1 to 99");
}
