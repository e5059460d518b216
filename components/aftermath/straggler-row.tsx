"use client";
import { useId, useState } from "react";
import { useActionsBlocked } from "@/components/live/store";
import { useActionLauncher } from "@/components/runs/launcher";
import { Button } from "@/components/ui/button";
import { StateShape } from "@/components/ui/state-shape";
import type { Aftermath } from "@/lib/contract";
import { ClientTable } from "./client-table";
import { Line } from "./line";
import { clientsWord, refusedWords } from "./words";

/** Who is still where the primary was, until nobody tries to write there any more. */
export function StragglerRow({ aftermath, name }: { aftermath: Aftermath; name: string }) {
  const [open, setOpen] = useState(false);
  const details = useId();
  const { open: launch } = useActionLauncher();
  const blocked = useActionsBlocked(aftermath.group);
  const { stragglers, quiet, demoted, group } = aftermath;
  if (quiet !== null) return <Line shape={<StateShape state="online" />}>{quiet.text}</Line>;
  if (stragglers === null)
    return (
      <Line shape={<StateShape state="unknown" />}>
        Clients that stay on {name} are counted once it answers as a replica.
      </Line>
    );
  const trying =
    (stragglers.refusedPerSecond ?? 0) > 0 || (stragglers.refused === null && stragglers.writers > 0);
  return (
    <div>
      <Line
        shape={<StateShape state={trying ? "lagging" : "syncing"} />}
        tint={trying ? "bg-tint-warn" : ""}
        actions={
          stragglers.clients > 0 && (
            <>
              <Button size="row" aria-expanded={open} aria-controls={details} onClick={() => setOpen(!open)}>
                {open ? "Hide clients" : "Show clients"}
              </Button>
              {stragglers.writers > 0 && (
                <Button
                  size="row"
                  blocked={blocked}
                  onClick={() =>
                    launch({ action: "disconnect", instance: demoted, clients: "writers" }, group)
                  }
                >
                  Disconnect writers…
                </Button>
              )}
            </>
          )
        }
      >
        <strong className="font-semibold">
          Still on {name}: {clientsWord(stragglers)}.
        </strong>{" "}
        <span className="live-value text-fg-2">{refusedWords(stragglers).join(", ")}.</span>
      </Line>
      <div id={details}>{open && <ClientTable instance={demoted} />}</div>
    </div>
  );
}
