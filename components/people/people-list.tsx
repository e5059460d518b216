"use client";
import { UserPlus } from "lucide-react";
import { useState } from "react";
import { highestRole, roles, roleWords } from "@/components/access/grant-words";
import { useAnswer } from "@/components/access/use-answer";
import { FilterMenu } from "@/components/listing/filter-menu";
import { ListingState } from "@/components/listing/listing-state";
import { type Column, ListingTable } from "@/components/listing/listing-table";
import { optionsOf } from "@/components/listing/options";
import { SearchField, useSearch } from "@/components/listing/search-field";
import { useFilter } from "@/components/listing/use-filter";
import { useIdentity } from "@/components/live/who";
import { Button } from "@/components/ui/button";
import { TimeAgo } from "@/components/ui/time";
import type { User } from "@/lib/contract";
import { AddPersonDialog } from "./add-person-dialog";
import { GrantsText } from "./grants-text";
import type { PersonAction } from "./person-actions";
import { PersonDialog } from "./person-dialog";
import { PersonMenu } from "./person-menu";
import { personState, personStates, roleWeight } from "./person-state";
import { RoleDialog } from "./role-dialog";

const stateOptions = optionsOf(personStates, (word) => word);
const roleOptions = roles.map((value) => ({ value, label: roleWords[value].name }));

type Open = { readonly action: PersonAction | "role"; readonly user: User } | { readonly action: "add" };

/** Everybody who can sign in, and what they may. */
export function PeopleList() {
  const { answer, listing, readAgain } = useAnswer<{ users: User[] }>("/api/users");
  const [open, setOpen] = useState<Open | null>(null);
  const state = useFilter("State", stateOptions);
  const role = useFilter("Role", roleOptions);
  const words = useSearch();
  const users = answer?.users ?? [];
  const shown = users.filter(
    (user) =>
      state.passes(personState(user)) &&
      role.passes(highestRole(user.grants) ?? "") &&
      (words === null || user.name.includes(words.toLowerCase())),
  );
  const close = (): void => setOpen(null);
  return (
    <>
      <div className="gutter flex min-h-12 flex-wrap items-center gap-2 border-b py-2">
        <FilterMenu filter={state} />
        <FilterMenu filter={role} />
        <SearchField label="Search people" placeholder="Search by name" />
        {users.length > 0 && (
          <span className="text-fg-3">
            {shown.length} of {users.length}
          </span>
        )}
        <span className="flex-1" />
        <Button variant="primary" onClick={() => setOpen({ action: "add" })}>
          <UserPlus size={14} strokeWidth={1.5} aria-hidden="true" />
          Add a person…
        </Button>
      </div>
      {shown.length === 0 || listing.state === "failed" ? (
        <ListingState listing={listing} title="Nobody passes these filters">
          Choose others above.
        </ListingState>
      ) : (
        <ListingTable
          rows={shown}
          columns={[...columns, menuColumn((action, user) => setOpen({ action, user }))]}
        />
      )}
      {open?.action === "add" && <AddPersonDialog onClose={close} onChanged={readAgain} />}
      {open?.action === "role" && <RoleDialog user={open.user} onClose={close} onChanged={readAgain} />}
      {open !== null && open.action !== "add" && open.action !== "role" && (
        <PersonDialog action={open.action} user={open.user} onClose={close} onChanged={readAgain} />
      )}
    </>
  );
}

const columns: readonly Column<User>[] = [
  {
    head: "Name",
    cell: (user) => <Name user={user} />,
    sort: { name: "name", of: ({ name }) => name, rising: true },
  },
  {
    head: "Role",
    cell: ({ grants }) => <GrantsText grants={grants} />,
    sort: { name: "role", of: ({ grants }) => roleWeight(highestRole(grants)) },
    className: "whitespace-normal",
  },
  {
    head: "State",
    from: "sm",
    cell: (user) => {
      const state = personState(user);
      return <span className={state === "active" ? undefined : "text-warn"}>{personStates[state]}</span>;
    },
  },
  {
    head: "Signs in by",
    from: "lg",
    cell: ({ source, secondFactor }) =>
      source === "oidc" ? "the provider" : secondFactor ? "password and code" : "password",
    className: "text-fg-2",
  },
  {
    head: "Last sign-in",
    from: "md",
    cell: ({ lastSignInAt }) =>
      lastSignInAt === null ? "never" : <TimeAgo at={lastSignInAt} suffix=" ago" />,
    sort: {
      name: "seen",
      of: ({ lastSignInAt }) => (lastSignInAt === null ? null : Date.parse(lastSignInAt)),
    },
    className: "text-fg-2",
  },
];

const menuColumn = (onChoose: (action: PersonAction | "role", user: User) => void): Column<User> => ({
  head: "Actions",
  kind: "heard",
  cell: (user) => <PersonMenu user={user} onChoose={(action) => onChoose(action, user)} />,
  className: "text-right",
});

function Name({ user }: { user: User }) {
  const you = useIdentity();
  return (
    <>
      <span className="break-all font-medium max-sm:whitespace-normal">{user.name}</span>
      {you?.kind === "user" && you.name === user.name && <span className="ml-2 text-fg-3">you</span>}
    </>
  );
}
