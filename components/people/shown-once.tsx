import type { ReactNode } from "react";
import { CopyButton } from "@/components/runs/copy-button";

/** A secret that is shown this once: to copy now, since nothing keeps it. */
export function ShownOnce({
  label,
  secret,
  children,
}: {
  label: string;
  secret: string;
  children: ReactNode;
}) {
  return (
    <div className="flex flex-col gap-2 px-5 py-4">
      <p className="text-pretty">{children}</p>
      <div className="flex items-start gap-3 rounded-md bg-inset px-3 py-2.5">
        <output aria-label={label} className="mono min-w-0 flex-1 select-all break-all leading-[18px]">
          {secret}
        </output>
        <CopyButton text={secret} what={label} />
      </div>
    </div>
  );
}
