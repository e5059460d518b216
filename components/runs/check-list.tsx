import clsx from "clsx";
import { Check as CheckIcon, X } from "lucide-react";
import type { Check } from "@/lib/contract";
import { checkWords } from "./wording";

const rank: Record<Check["status"], number> = { fail: 0, warn: 1, pass: 2 };

const Mark = ({ status }: { status: Check["status"] }) => {
  if (status === "pass")
    return <CheckIcon size={16} strokeWidth={1.5} aria-hidden="true" className="mt-px text-ok" />;
  if (status === "fail")
    return <X size={16} strokeWidth={1.75} aria-hidden="true" className="mt-px text-crit" />;
  return (
    <svg width="16" height="16" viewBox="0 0 16 16" aria-hidden="true" className="mt-px text-warn">
      <path d="M8 3.5v5.5M8 12h.01" stroke="currentColor" strokeWidth="1.75" strokeLinecap="round" />
    </svg>
  );
};

/** What was checked, failed first; a sentence each, its evidence at the right. */
export function CheckList({ checks }: { checks: readonly Check[] }) {
  const sorted = [...checks].sort((a, b) => rank[a.status] - rank[b.status]);
  return (
    <ul>
      {sorted.map((check) => (
        <li
          key={`${check.code} ${check.text}`}
          className="grid grid-cols-[16px_minmax(0,1fr)_auto] gap-x-2 py-0.5"
        >
          <Mark status={check.status} />
          <span className={clsx("text-pretty break-words", check.status === "fail" && "font-medium")}>
            <span className="sr-only">{checkWords[check.status]}: </span>
            {check.text}
          </span>
          <span className="max-w-40 break-words text-right text-fg-3">{check.evidence}</span>
        </li>
      ))}
    </ul>
  );
}

/** `1 failed, 2 warnings, 5 passed`. */
export function checkNote(checks: readonly Check[]): string {
  const count = (status: Check["status"]) => checks.filter((check) => check.status === status).length;
  const parts = [
    [count("fail"), "failed"],
    [count("warn"), count("warn") === 1 ? "warning" : "warnings"],
    [count("pass"), "passed"],
  ] as const;
  return parts
    .filter(([n]) => n > 0)
    .map(([n, word]) => `${n} ${word}`)
    .join(", ");
}
