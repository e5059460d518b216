/** A data store: filled for a primary. */
export function Drum({ filled }: { filled: boolean }) {
  return (
    <svg
      className="block flex-none"
      width="14"
      height="14"
      viewBox="0 0 14 14"
      fill="none"
      stroke="currentColor"
      strokeWidth="1.25"
      aria-hidden="true"
    >
      <path d="M2.5 3.5v7c0 1 2 1.75 4.5 1.75s4.5-.75 4.5-1.75v-7" fill={filled ? "currentColor" : "none"} />
      <ellipse cx="7" cy="3.5" rx="4.5" ry="1.75" fill={filled ? "var(--surface)" : "none"} />
    </svg>
  );
}
