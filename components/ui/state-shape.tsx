import type { ReactNode } from "react";
import type { Severity } from "@/lib/contract";
import { type ShownState, textTone, toneOfSeverity, toneOfState } from "./tone";

const disc = <circle cx="5" cy="5" r="4" fill="currentColor" />;
const triangle = <path d="M5 .8 9.8 9.3H.2z" fill="currentColor" />;
const square = <path d="M1 1h8v8H1z" fill="currentColor" />;
const ring = <circle cx="5" cy="5" r="4" fill="none" stroke="currentColor" strokeWidth="1.5" />;
const half = (
  <>
    <circle cx="5" cy="5" r="4.25" fill="none" stroke="currentColor" strokeWidth="1.5" />
    <path d="M5 .8a4.2 4.2 0 0 1 0 8.4z" fill="currentColor" />
  </>
);

const shapes: Record<ShownState, ReactNode> = {
  online: disc,
  lagging: triangle,
  "link-down": square,
  unreachable: (
    <path d="M1 1h8v8H1zM1.5 1.5l7 7M8.5 1.5l-7 7" fill="none" stroke="currentColor" strokeWidth="1.25" />
  ),
  unreadable: <path d="M1 1h8v8H1zM1.5 8.5l7-7" fill="none" stroke="currentColor" strokeWidth="1.25" />,
  syncing: half,
  loading: half,
  unknown: ring,
  stale: (
    <circle
      cx="5"
      cy="5"
      r="4"
      fill="none"
      stroke="currentColor"
      strokeWidth="1.5"
      strokeDasharray="1.6 1.6"
    />
  ),
};

const severityShapes: Record<Severity, ReactNode> = {
  critical: square,
  warning: triangle,
  info: <path d="M5 1l4 4-4 4-4-4z" fill="none" stroke="currentColor" strokeWidth="1.25" />,
};

function Shape({ size, tone, children }: { size: number; tone: string; children: ReactNode }) {
  return (
    <svg
      className={`block flex-none ${tone}`}
      width={size}
      height={size}
      viewBox="0 0 10 10"
      aria-hidden="true"
    >
      {children}
    </svg>
  );
}

/** The shape of a state, in its colour. A word always stands beside it. */
export function StateShape({ state, size = 10 }: { state: ShownState; size?: number }) {
  return (
    <Shape size={size} tone={textTone[toneOfState(state)]}>
      {shapes[state]}
    </Shape>
  );
}

/** The shape of a finding's or event's severity. */
export function SeverityShape({ severity, size = 10 }: { severity: Severity; size?: number }) {
  return (
    <Shape size={size} tone={textTone[toneOfSeverity(severity)]}>
      {severityShapes[severity]}
    </Shape>
  );
}
