/** What the strokes and letters mean; the words stand beside every one of them. */
export function Legend({ former }: { /** A link that was until just now is in sight. */ former: boolean }) {
  return (
    <ul aria-label="Legend" className="flex flex-wrap gap-x-6 gap-y-1.5 text-12 text-fg-3 leading-4">
      <Entry stroke="var(--border-strong)" width={2.5} text="Streaming" />
      <Entry stroke="var(--sync)" width={4} dash="6 4" text="Copying a full snapshot" />
      <Entry stroke="var(--crit)" width={2.5} dash="2 4" text="Down, or unconfirmed" />
      {former && <Entry stroke="var(--text-3)" width={1.5} dash="1 5" text="Was until just now" />}
      <li className="flex items-center gap-2.5">
        <b className="font-semibold text-fg-2">P, F</b>Reconnect: partial, full
      </li>
    </ul>
  );
}

function Entry({
  stroke,
  width,
  dash,
  text,
}: {
  stroke: string;
  width: number;
  dash?: string;
  text: string;
}) {
  return (
    <li className="flex items-center gap-2.5">
      <svg width="28" height="4" aria-hidden="true">
        <path d="M0 2h28" stroke={stroke} strokeWidth={width} strokeDasharray={dash} />
      </svg>
      {text}
    </li>
  );
}
