"use client";
import clsx from "clsx";
import { Check as CheckIcon, ChevronDown, X } from "lucide-react";
import { useState } from "react";
import type { Check } from "@/lib/contract";
import { folded } from "./check-order";
import { checkWords } from "./wording";

/** What was checked, failed first: a sentence each, its evidence at the right. Most of what passed is folded away. */
export function CheckList({ checks }: { checks: readonly Check[] }) {
  const [open, setOpen] = useState(false);
  const { shown, rest } = folded(checks);
  return (
    <>
      <ul>
        {[...shown, ...(open ? rest : [])].map((check) => (
          <Row key={`${check.code} ${check.text}`} check={check} />
        ))}
      </ul>
      {rest.length > 0 && (
        <button
          type="button"
          aria-expanded={open}
          onClick={() => setOpen(!open)}
          className="flex min-h-6 items-center gap-2 text-fg-2 hover:text-fg"
        >
          <ChevronDown
            size={16}
            strokeWidth={1.5}
            aria-hidden="true"
            className={clsx("text-fg-3", open && "rotate-180")}
          />
          {open ? "Show fewer" : `${rest.length} more passed`}
        </button>
      )}
    </>
  );
}

function Row({ check }: { check: Check }) {
  return (
    <li className="grid grid-cols-[16px_minmax(0,1fr)_fit-content(45%)] gap-x-2 py-0.5">
      <Mark status={check.status} />
      <span className={clsx("text-pretty break-words", check.status === "fail" && "font-medium")}>
        <span className="sr-only">{checkWords[check.status]}: </span>
        {check.text}
      </span>
      <span className="min-w-0 break-words text-right text-fg-3">{check.evidence}</span>
    </li>
  );
}

function Mark({ status }: { status: Check["status"] }) {
  if (status === "pass")
    return <CheckIcon size={16} strokeWidth={1.5} aria-hidden="true" className="mt-px text-ok" />;
  if (status === "fail")
    return <X size={16} strokeWidth={1.75} aria-hidden="true" className="mt-px text-crit" />;
  return (
    <svg width="16" height="16" viewBox="0 0 16 16" aria-hidden="true" className="mt-px text-warn">
      <path d="M8 3.5v5.5M8 12h.01" stroke="currentColor" strokeWidth="1.75" strokeLinecap="round" />
    </svg>
  );
}
