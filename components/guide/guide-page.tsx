"use client";
import { type ReactNode, useId, useMemo, useState } from "react";
import { ProblemNote } from "@/components/runs/problem-note";
import { useGroupOptions } from "@/components/runs/use-group-options";
import { groupHref } from "@/components/shell/pages";
import { TitleBar } from "@/components/shell/title-bar";
import { Button } from "@/components/ui/button";
import { EmptyState } from "@/components/ui/empty-state";
import type { Guide } from "@/lib/contract";
import { differencesOf } from "@/lib/guide/differences";
import type { GuideFacts } from "@/lib/guide/facts";
import { guideFiles } from "@/lib/guide/files";
import { type FormProblems, readForm } from "@/lib/guide/form";
import { formOf } from "@/lib/guide/observed";
import { remarksOf } from "@/lib/guide/remarks";
import { GuideDifferences } from "./guide-differences";
import { GuideFiles } from "./guide-files";
import { GuideFormPanel } from "./guide-form";
import { GuideRemarks } from "./guide-remarks";
import { useGuide } from "./use-guide";
import { useGuideForm, useGuideGroup } from "./use-guide-form";

const noProblems: FormProblems = {};

/** Facts at the left; at the right what falls short of them now, what to know, and the files. */
export function GuidePage() {
  const [group, setGroup] = useGuideGroup();
  const groups = useGroupOptions();
  const seen = useGuide(group);
  const guide = seen.state === "read" ? seen.guide : null;
  const fields = useGuideForm(useMemo(() => (guide === null ? null : formOf(guide)), [guide]));
  const read = useMemo(() => readForm(fields.form), [fields.form]);
  const choose = (next: string | null): void => {
    fields.clear();
    void setGroup(next);
  };
  return (
    <>
      <TitleBar
        parents={guide === null ? [] : [{ href: groupHref(guide.group), label: guide.name }]}
        title="Set-up guide"
        facts={["nothing is sent to any server", "passwords are yours to fill in"]}
      />
      {seen.state === "reading" ? (
        <EmptyState title="Reading what is seen of the group" />
      ) : (
        <div className="grid flex-1 grid-cols-[minmax(0,1fr)] content-start lg:grid-cols-[336px_minmax(0,1fr)] lg:content-stretch">
          <Facts open={group === null || !read.ok}>
            <GuideFormPanel
              fields={fields}
              problems={read.ok ? noProblems : read.error}
              guide={guide}
              groups={groups}
              group={group}
              onGroup={choose}
            />
          </Facts>
          <div className="min-w-0">
            {seen.state === "failed" && <ProblemNote problem={seen.problem} />}
            {read.ok ? (
              <Advice facts={read.value} guide={guide} />
            ) : (
              <EmptyState title="Something is missing">
                The files are made as soon as every field can be read: see what stands in red.
              </EmptyState>
            )}
          </div>
        </div>
      )}
    </>
  );
}

/** The form's column. On a narrow page it is folded up, since what falls short comes first; `open`: it cannot be. */
function Facts({ open, children }: { open: boolean; children: ReactNode }) {
  const [asked, setAsked] = useState(false);
  const id = useId();
  const shown = open || asked;
  return (
    <aside aria-label="Facts of the group" className="border-b bg-surface lg:border-r lg:border-b-0">
      {!open && (
        <p className="gutter py-2 lg:hidden">
          <Button aria-expanded={asked} aria-controls={id} onClick={() => setAsked(!asked)}>
            {asked ? "Hide the facts" : "See and change the facts"}
          </Button>
        </p>
      )}
      <div id={id} className={shown ? undefined : "max-lg:hidden"}>
        {children}
      </div>
    </aside>
  );
}

function Advice({ facts, guide }: { facts: GuideFacts; guide: Guide | null }) {
  const files = useMemo(() => guideFiles(facts), [facts]);
  return (
    <>
      {guide !== null && <GuideDifferences differences={differencesOf(facts, guide.settings)} />}
      <GuideRemarks remarks={remarksOf(facts)} />
      <GuideFiles files={files} />
    </>
  );
}
