import type { Guide } from "@/lib/contract";
import type { GuideFacts } from "./facts";
import { emptyForm, type GuideForm, readForm } from "./form";

/** A form with some fields said otherwise: 1 MiB/s, 5 minutes, 8 GiB and three Sentinels, unless others are. */
export const formWith = (said: Partial<GuideForm> = {}): GuideForm => ({
  ...emptyForm,
  rate: "1MiB",
  data: "8GiB",
  sentinels: "10.0.0.1:26379, 10.0.0.2:26379, 10.0.0.3:26379",
  ...said,
});

/** The facts of such a form. */
export function factsWith(said: Partial<GuideForm> = {}): GuideFacts {
  const read = readForm(formWith(said));
  if (!read.ok) throw new Error(JSON.stringify(read.error));
  return read.value;
}

/** What two instances have as their servers start by themselves. */
export const defaults = (over: Readonly<Record<string, string>> = {}): Guide["settings"] =>
  ["10.0.0.1:6379", "10.0.0.2:6379"].map((instance, index) => ({
    instance,
    role: index === 0 ? ("primary" as const) : ("replica" as const),
    values: {
      "repl-backlog-size": "1048576",
      "repl-backlog-ttl": "3600",
      "client-output-buffer-limit": "normal 0 0 0 slave 268435456 67108864 60 pubsub 33554432 8388608 60",
      "repl-diskless-sync": "yes",
      "repl-diskless-sync-delay": "5",
      "repl-diskless-load": "disabled",
      "replica-read-only": "yes",
      "min-replicas-to-write": "0",
      "min-replicas-max-lag": "10",
      "tls-replication": "no",
      save: "3600 1 300 100 60 10000",
      appendonly: "yes",
      "replica-ignore-disk-write-errors": "yes",
      ...over,
    },
  }));
