"use client";
import { parseAsStringLiteral, useQueryState } from "nuqs";
import { Suspense } from "react";
import { useIdentity, useWithheld } from "@/components/live/who";
import { TitleBar } from "@/components/shell/title-bar";
import { EmptyState } from "@/components/ui/empty-state";
import { TabPanel, Tabs } from "@/components/ui/tabs";
import { PeopleList } from "./people-list";
import { TokensList } from "./tokens-list";

const views = [
  { value: "people", label: "People" },
  { value: "tokens", label: "Tokens" },
] as const;
const viewParser = parseAsStringLiteral(views.map(({ value }) => value)).withDefault("people");

/** Who may do what: people, and tokens for programs. For admins of all groups. */
export function PeoplePage() {
  const known = useIdentity() !== null;
  const withheld = useWithheld("admin", null);
  return (
    <>
      <TitleBar title="People & tokens" />
      {!known ? (
        <EmptyState title="Connecting to Tidemark…" />
      ) : withheld !== null ? (
        <EmptyState title="This page is for admins">{withheld}</EmptyState>
      ) : (
        <Suspense>
          <Lists />
        </Suspense>
      )}
    </>
  );
}

function Lists() {
  const [view, setView] = useQueryState("view", viewParser);
  return (
    <Tabs label="Who may do what" value={view} onChange={(next) => void setView(next)} tabs={views}>
      <TabPanel value="people">
        <PeopleList />
      </TabPanel>
      <TabPanel value="tokens">
        <TokensList />
      </TabPanel>
    </Tabs>
  );
}
