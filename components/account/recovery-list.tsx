"use client";
import { Download } from "lucide-react";
import { useIdentity } from "@/components/live/who";
import { CopyButton } from "@/components/runs/copy-button";
import { Button } from "@/components/ui/button";
import { recoveryFile } from "./recovery";

/** The recovery codes, this once: to copy, or to keep as a file. */
export function RecoveryList({ codes }: { codes: readonly string[] }) {
  const text = recoveryFile(codes, useIdentity()?.name ?? "this account");
  return (
    <>
      <p className="text-pretty">
        <b className="font-semibold">Keep these recovery codes.</b> Each works once, where the authenticator
        is not at hand. They are not shown again.
      </p>
      <ul
        aria-label="Recovery codes"
        className="mono grid grid-cols-2 gap-x-6 gap-y-1 rounded-md bg-inset px-4 py-3"
      >
        {codes.map((code) => (
          <li key={code}>{code}</li>
        ))}
      </ul>
      <div className="flex gap-2">
        <CopyButton text={text}>Copy all</CopyButton>
        <Button size="row" onClick={() => save(text)}>
          <Download size={14} strokeWidth={1.5} aria-hidden="true" />
          Download
        </Button>
      </div>
    </>
  );
}

function save(text: string): void {
  const url = URL.createObjectURL(new Blob([text], { type: "text/plain" }));
  const link = document.createElement("a");
  link.href = url;
  link.download = "tidemark-recovery-codes.txt";
  link.click();
  URL.revokeObjectURL(url);
}
