import type { Instance } from "@/lib/contract";
import { formatBytes, formatSeconds } from "@/lib/format";
import type { Verdict } from "./verdict";

/** An instance in one sentence, for whoever hears the page: role, state, lag, verdict. Unknown parts are named, not left out. */
export function sentenceOf(
  instance: Instance,
  upstreamName: string | null,
  stateText: string,
  verdict: Verdict,
): string {
  const parts = [instance.name, roleOf(instance, upstreamName), stateText.toLowerCase()];
  if (instance.problem !== null) parts.push(instance.problem.replace(/\.$/, ""));
  if (instance.role !== "primary") parts.push(lagOf(instance), ...readerOf(instance), verdictWords(verdict));
  else parts.push(`backlog ${verdict.value}`);
  return `${parts.join(", ")}.`;
}

function roleOf(instance: Instance, upstreamName: string | null): string {
  if (instance.role === null) return "role unknown";
  if (instance.detached) return "detached, a primary of its own";
  if (instance.role === "primary") return "primary";
  return upstreamName === null ? "replica" : `replica of ${upstreamName}`;
}

function lagOf({ lagBytes, lagSeconds }: Instance): string {
  if (lagBytes === null && lagSeconds === null) return "lag unknown";
  if (lagSeconds === null) return `${formatBytes(lagBytes)} behind`;
  const seconds = formatSeconds(lagSeconds).replace("<", "under ");
  return lagBytes === null ? `${seconds} behind` : `${formatBytes(lagBytes)} and ${seconds} behind`;
}

function readerOf({ heartbeat }: Instance): string[] {
  if (heartbeat === null) return [];
  return [`a reader sees data ${formatSeconds(heartbeat.lagSeconds).replace("<", "under ")} old`];
}

function verdictWords({ letter, tone, value }: Verdict): string {
  if (tone === "sync") return `full resync, ${value}`;
  if (letter === "F") return "a reconnect needs a full resync";
  return letter === "P" ? `a reconnect stays partial for ${value}` : "reconnect cost unknown";
}
