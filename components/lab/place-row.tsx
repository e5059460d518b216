"use client";
import { type ReactNode, useState } from "react";
import { useGroupWithheld } from "@/components/live/store";
import { useWithheld } from "@/components/live/who";
import { Button } from "@/components/ui/button";
import { StateWordMark } from "@/components/ui/state-pill";
import type { LabPlace } from "@/lib/contract";
import { AllowDialog } from "./allow-dialog";
import { useUnheard } from "./use-lab";

/** One place: whether experiments may run in it, and for those who decide that, the switch. */
export function PlaceRow({
  where,
  name,
  allowed,
  unable,
  onChanged,
  children,
}: {
  where: LabPlace;
  name: string;
  allowed: boolean;
  /** Why it cannot be, allowed or not; null: it can. */
  unable: string | null;
  onChanged: () => void;
  children: ReactNode;
}) {
  const [asking, setAsking] = useState(false);
  const withheld = useAdminWithheld(where);
  const off = useUnheard();
  return (
    <li className="py-2.5" data-place={where.place === "group" ? where.group : "throwaway"}>
      <div className="flex min-h-[26px] items-center gap-2">
        <span className="min-w-0 flex-1 truncate font-medium">{name}</span>
        <span className="text-12">
          {unable !== null ? (
            <StateWordMark state="lagging">Not possible</StateWordMark>
          ) : allowed ? (
            <StateWordMark state="online">Allowed</StateWordMark>
          ) : (
            <StateWordMark state="unknown">Not allowed</StateWordMark>
          )}
        </span>
        <Button
          size="row"
          aria-label={`${allowed ? "Forbid" : "Allow"} experiments: ${name}`}
          blocked={withheld ?? off}
          onClick={() => setAsking(true)}
        >
          {allowed ? "Forbid…" : "Allow…"}
        </Button>
      </div>
      <p className="text-pretty text-12 text-fg-2">{unable ?? children}</p>
      {!allowed && withheld !== null && (
        <p className="text-pretty text-12 text-fg-3">An admin can allow it. {withheld}</p>
      )}
      {asking && (
        <AllowDialog
          where={where}
          name={name}
          allowed={!allowed}
          onClose={() => setAsking(false)}
          onDone={() => {
            setAsking(false);
            onChanged();
          }}
        />
      )}
    </li>
  );
}

/** Why the person at the page may not decide about this place; null: they may. */
function useAdminWithheld(where: LabPlace): string | null {
  const here = useWithheld("admin", null);
  const there = useGroupWithheld(where.place === "group" ? where.group : "", "admin");
  return where.place === "group" ? there : here;
}
