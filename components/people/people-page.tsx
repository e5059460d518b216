"use client";
import { parseAsStringLiteral, useQueryState } from "nuqs";
import { Suspense } from "react";
import { ForAdmins } from "@/components/access/for-admins";
import { TitleBar } from "@/components/shell/title-bar";
import { TabPanel, Tabs } from "@/components/ui/tabs";
import { PeopleList } from "./people-list";
import { TokensList } from "./tokens-list";

const views = [
  { value: "people", label: "People" },
  { value: "tokens", label: "Tokens" },
] as const;
const viewParser = parseAsStringLiteral(views.map(({ value }) => value)).withDefault("people");

const TITLE = "People & tokens";

/** Who may do what: people, and tokens for programs. */
export const PeoplePage = () => (
  <ForAdmins title={TITLE}>
    <TitleBar title={TITLE} />
    <Suspense>
      <Lists />
    </Suspense>
  </ForAdmins>
);

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
