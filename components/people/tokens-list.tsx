"use client";
import { Plus } from "lucide-react";
import { useState } from "react";
import { ConfirmFirst } from "@/components/access/confirm-first";
import { highestRole } from "@/components/access/grant-words";
import { useAnswer } from "@/components/access/use-answer";
import { ListingState } from "@/components/listing/listing-state";
import { type Column, ListingTable } from "@/components/listing/listing-table";
import { api } from "@/components/live/api";
import { Button } from "@/components/ui/button";
import { Dialog } from "@/components/ui/dialog";
import { TimeAgo, utcOf } from "@/components/ui/time";
import type { ApiToken } from "@/lib/contract";
import { AddTokenDialog } from "./add-token-dialog";
import { GrantsText } from "./grants-text";
import { roleWeight } from "./person-state";
import { useRequest } from "./use-request";

type Open = { readonly is: "add" } | { readonly is: "remove"; readonly token: ApiToken };

/** The tokens that programs come with, and what they may. */
export function TokensList() {
  const { answer, listing, readAgain } = useAnswer<{ tokens: ApiToken[] }>("/api/tokens");
  const [open, setOpen] = useState<Open | null>(null);
  const tokens = answer?.tokens ?? [];
  const close = (): void => setOpen(null);
  return (
    <>
      <div className="gutter flex min-h-12 flex-wrap items-center gap-2 border-b py-2">
        <p className="text-fg-2">For programs: each has a role and an end, and never asks for a password.</p>
        <span className="flex-1" />
        <Button variant="primary" onClick={() => setOpen({ is: "add" })}>
          <Plus size={14} strokeWidth={1.5} aria-hidden="true" />
          Add a token…
        </Button>
      </div>
      {tokens.length === 0 || listing.state === "failed" ? (
        <ListingState listing={listing} title="No tokens">
          A program that reads or acts by the API needs one of its own.
        </ListingState>
      ) : (
        <ListingTable
          rows={tokens}
          columns={[...columns, removeColumn((token) => setOpen({ is: "remove", token }))]}
        />
      )}
      {open?.is === "add" && <AddTokenDialog onClose={close} onChanged={readAgain} />}
      {open?.is === "remove" && <RemoveDialog token={open.token} onClose={close} onChanged={readAgain} />}
    </>
  );
}

const ms = (at: string | null): number | null => (at === null ? null : Date.parse(at));

const columns: readonly Column<ApiToken>[] = [
  {
    head: "Name",
    cell: ({ name }) => <span className="font-medium">{name}</span>,
    sort: { name: "name", of: ({ name }) => name, rising: true },
  },
  {
    head: "Role",
    cell: ({ grants }) => <GrantsText grants={grants} />,
    sort: { name: "role", of: ({ grants }) => roleWeight(highestRole(grants)) },
    className: "whitespace-normal",
  },
  {
    head: "Last used",
    from: "sm",
    cell: ({ lastUsedAt }) => (lastUsedAt === null ? "never" : <TimeAgo at={lastUsedAt} suffix=" ago" />),
    sort: { name: "used", of: ({ lastUsedAt }) => ms(lastUsedAt) },
    className: "text-fg-2",
  },
  {
    head: "Ends",
    from: "md",
    cell: ({ expiresAt }) => <Ends at={expiresAt} />,
    sort: { name: "ends", of: ({ expiresAt }) => ms(expiresAt), rising: true },
  },
  {
    head: "Added by",
    from: "lg",
    cell: ({ createdBy, source }) => (source === "settings" ? "the settings" : (createdBy ?? "not known")),
    className: "text-fg-2",
  },
];

/** With its year: a token may end in years. */
const day = new Intl.DateTimeFormat("en-GB", { day: "numeric", month: "short", year: "numeric" });

function Ends({ at }: { at: string | null }) {
  if (at === null) return "never";
  const ms = Date.parse(at);
  if (ms <= Date.now()) return <span className="text-warn">has ended</span>;
  return (
    <time dateTime={at} title={utcOf(ms)}>
      {day.format(ms)}
    </time>
  );
}

const removeColumn = (onRemove: (token: ApiToken) => void): Column<ApiToken> => ({
  head: "Actions",
  kind: "heard",
  cell: (token) => (
    <Button
      size="row"
      aria-label={`Remove the token ${token.name}`}
      blocked={
        token.source === "settings"
          ? "It stands in the settings, under access.tokens, and is changed there."
          : null
      }
      onClick={() => onRemove(token)}
    >
      Remove…
    </Button>
  ),
  className: "text-right",
});

function RemoveDialog({
  token,
  onClose,
  onChanged,
}: {
  token: ApiToken;
  onClose: () => void;
  onChanged: () => void;
}) {
  const { problem, sending, send } = useRequest(
    () => api.delete(`/api/tokens/${encodeURIComponent(token.id)}`),
    () => {
      onChanged();
      onClose();
    },
  );
  return (
    <Dialog
      open
      onOpenChange={onClose}
      title={`Remove the token ${token.name}?`}
      footer={
        <>
          <Button onClick={onClose}>Cancel</Button>
          <Button variant="danger" disabled={sending} onClick={send}>
            Remove {token.name}
          </Button>
        </>
      }
    >
      <ConfirmFirst problem={problem} onConfirmed={send} />
      <p className="text-pretty px-5 py-4">
        Whatever uses it is refused from now on. The token cannot be had back; a new one takes its place.
      </p>
    </Dialog>
  );
}
