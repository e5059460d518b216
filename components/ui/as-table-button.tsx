"use client";

/** Between drawings and the numbers they are of. */
export function AsTableButton({
  asTable,
  onChange,
}: {
  asTable: boolean;
  onChange: (asTable: boolean) => void;
}) {
  return (
    <button
      type="button"
      aria-pressed={asTable}
      onClick={() => onChange(!asTable)}
      className="h-6 flex-none whitespace-nowrap text-12 text-fg-2 hover:text-fg hover:underline"
    >
      {asTable ? "View as charts" : "View as table"}
    </button>
  );
}
