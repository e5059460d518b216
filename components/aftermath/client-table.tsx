"use client";
import { useEffect, useState } from "react";
import { api, problemOf } from "@/components/live/api";
import { formatDuration } from "@/components/runs/durations";
import type { ClientList, ConnectedClient, Problem } from "@/lib/contract";
import { UNKNOWN } from "@/lib/format";

const AGAIN_MS = 2000;
const MOST_SHOWN = 50;

const place = "whitespace-nowrap px-2 first:pl-(--pane) last:w-full last:pr-(--pane) text-left font-normal";

/** Who is connected there now, asked for again as long as it is open. */
export function ClientTable({ instance }: { instance: string }) {
  const [list, setList] = useState<ClientList | null>(null);
  const [problem, setProblem] = useState<Problem | null>(null);
  useEffect(() => {
    const gone = new AbortController();
    const ask = (): void => {
      api
        .get<ClientList>(`/api/instances/${encodeURIComponent(instance)}/clients`, { signal: gone.signal })
        .then(
          (answer) => {
            setList(answer);
            setProblem(null);
          },
          (error: unknown) => !gone.signal.aborted && setProblem(problemOf(error)),
        );
    };
    ask();
    const timer = setInterval(ask, AGAIN_MS);
    return () => {
      clearInterval(timer);
      gone.abort();
    };
  }, [instance]);
  if (problem !== null) return <p className="px-(--pane) pb-2 text-crit">{problem.detail}</p>;
  if (list === null) return <p className="px-(--pane) pb-2 text-fg-3">Asking {instance}…</p>;
  const foreign = list.clients.filter(({ kind }) => kind === "normal" || kind === "pubsub");
  if (foreign.length === 0)
    return <p className="px-(--pane) pb-2 text-fg-2">No client is connected there now.</p>;
  return (
    <div className="overflow-x-auto pb-2">
      <table className="w-full border-collapse text-12">
        <caption className="sr-only">Clients connected to {instance}</caption>
        <thead>
          <tr className="h-6 text-fg-3">
            {["Address", "Name", "User", "Last command", "Idle"].map((head) => (
              <th key={head} scope="col" className={place}>
                {head}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {foreign.slice(0, MOST_SHOWN).map((client) => (
            <Row key={client.id} client={client} />
          ))}
        </tbody>
      </table>
      {foreign.length > MOST_SHOWN && (
        <p className="px-(--pane) pt-1 text-fg-3">
          The {MOST_SHOWN} that were active last, of {foreign.length}.
        </p>
      )}
    </div>
  );
}

function Row({ client }: { client: ConnectedClient }) {
  return (
    <tr className="h-6">
      <th scope="row" className={`mono ${place}`}>
        {client.address}
      </th>
      <td className={`max-w-48 truncate ${place}`}>{client.name ?? UNKNOWN}</td>
      <td className={`max-w-40 truncate ${place}`}>{client.user ?? UNKNOWN}</td>
      <td className={`mono ${place}`}>
        {client.command ?? UNKNOWN}
        {client.writes === true && <span className="ml-1.5 font-sans text-warn">writes</span>}
      </td>
      <td className={`live-value ${place}`}>
        {client.idleSeconds < 1 ? "now" : formatDuration(client.idleSeconds)}
      </td>
    </tr>
  );
}
