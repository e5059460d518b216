import { PanelHead } from "@/components/ui/panel-head";
import type { Remark } from "@/lib/guide/remarks";

/** What no line of a file can put right. */
export function GuideRemarks({ remarks }: { remarks: readonly Remark[] }) {
  if (remarks.length === 0) return null;
  return (
    <section aria-label="Good to know" className="border-b">
      <PanelHead title="Good to know" />
      <ul className="gutter grid gap-1.5 py-3">
        {remarks.map(({ id, text }) => (
          <li key={id} className="max-w-[100ch] text-fg-2">
            {text}
          </li>
        ))}
      </ul>
    </section>
  );
}
