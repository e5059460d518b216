"use client";
import { Check, Copy } from "lucide-react";
import { useEffect, useState } from "react";
import { Button } from "@/components/ui/button";

const TOLD_MS = 2000;

/** Copies by the old way too: over plain HTTP from another machine a browser has no clipboard API. */
async function copy(text: string): Promise<void> {
  if (navigator.clipboard !== undefined) return navigator.clipboard.writeText(text);
  const field = document.createElement("textarea");
  field.value = text;
  field.style.position = "fixed";
  document.body.append(field);
  field.select();
  const copied = document.execCommand("copy");
  field.remove();
  if (!copied) throw new Error("the browser refused to copy");
}

/** Puts `text` on the clipboard and says so; where the browser refuses, it says that. */
export function CopyButton({
  text,
  children = "Copy",
  what,
}: {
  text: string;
  children?: string;
  /** What is copied, for those who hear the page, where several stand together. */
  what?: string;
}) {
  const [told, setTold] = useState<"copied" | "refused" | null>(null);
  useEffect(() => {
    if (told === null) return;
    const timer = setTimeout(() => setTold(null), TOLD_MS);
    return () => clearTimeout(timer);
  }, [told]);
  const press = (): void => {
    copy(text).then(
      () => setTold("copied"),
      () => setTold("refused"),
    );
  };
  return (
    <Button size="row" onClick={press}>
      {told === "copied" ? (
        <Check size={14} strokeWidth={1.5} aria-hidden="true" />
      ) : (
        <Copy size={14} strokeWidth={1.5} aria-hidden="true" />
      )}
      <span aria-live="polite">
        {told === null ? children : told === "copied" ? "Copied" : "Select it and copy by hand"}
      </span>
      {what !== undefined && <span className="sr-only">{what}</span>}
    </Button>
  );
}
