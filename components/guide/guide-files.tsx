"use client";
import { Download } from "lucide-react";
import { CopyButton } from "@/components/runs/copy-button";
import { Button } from "@/components/ui/button";
import { TabPanel, Tabs } from "@/components/ui/tabs";
import type { GuideFile } from "@/lib/guide/files";
import { useGuideFile } from "./use-guide-form";

/** Hands a text to the browser as a file. */
function download(name: string, text: string): void {
  const url = URL.createObjectURL(new Blob([text], { type: "text/plain" }));
  const link = document.createElement("a");
  link.href = url;
  link.download = name.replaceAll("/", "-");
  link.click();
  URL.revokeObjectURL(url);
}

/** The files as tabs; which one is open is in the URL. */
export function GuideFiles({ files }: { files: readonly GuideFile[] }) {
  const [asked, setAsked] = useGuideFile();
  const shown = files.find(({ name }) => name === asked) ?? files[0];
  if (shown === undefined) return null;
  return (
    <section aria-label="Files">
      <Tabs
        label="Files"
        value={shown.name}
        onChange={(name) => void setAsked(name === files[0]?.name ? null : name)}
        tabs={files.map(({ name }) => ({ value: name, label: <span className="mono text-12">{name}</span> }))}
      >
        <TabPanel value={shown.name}>
          <div className="gutter flex flex-wrap items-center gap-2 border-b bg-surface py-2">
            <p className="min-w-0 flex-1 text-fg-2">For {shown.for}</p>
            <CopyButton text={shown.text} what={shown.name} />
            <Button size="row" onClick={() => download(shown.name, shown.text)}>
              <Download size={14} strokeWidth={1.5} aria-hidden="true" />
              Download<span className="sr-only"> {shown.name}</span>
            </Button>
          </div>
          <FileText text={shown.text} />
        </TabPanel>
      </Tabs>
    </section>
  );
}

/** Comments are quiet, so that the eye finds the settings. */
function FileText({ text }: { text: string }) {
  const lines = text.trimEnd().split("\n");
  return (
    <section
      // biome-ignore lint/a11y/noNoninteractiveTabindex: It scrolls sideways, which keys can do only in what has the focus.
      tabIndex={0}
      aria-label="Text of the file"
      className="gutter overflow-x-auto bg-surface py-3"
    >
      <pre className="mono text-12 leading-5">
        {lines.map((line, index) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: A line has nothing but its place.
          <span key={index} className={line.startsWith("#") ? "text-fg-3" : "text-fg"}>
            {`${line}\n`}
          </span>
        ))}
      </pre>
    </section>
  );
}
