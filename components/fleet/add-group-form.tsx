"use client";
import { useRouter } from "next/navigation";
import { type FormEvent, useState } from "react";
import { api, problemOf } from "@/components/live/api";
import { ProblemNote } from "@/components/runs/problem-note";
import { Button } from "@/components/ui/button";
import { TextField } from "@/components/ui/text-field";
import type { Group, Problem } from "@/lib/contract";
import { groupHref } from "../shell/pages";
import { emptyFields, type FieldErrors, readFields } from "./add-group";

/** Name, seeds and login of a group; goes to its page once it is watched. */
export function AddGroupForm({ onAdded }: { onAdded?: () => void }) {
  const router = useRouter();
  const [fields, setFields] = useState(emptyFields);
  const [errors, setErrors] = useState<FieldErrors>({});
  const [problem, setProblem] = useState<Problem | null>(null);
  const [sending, setSending] = useState(false);

  const field = (name: keyof typeof fields) => ({
    value: fields[name],
    onChange: (value: string) => setFields({ ...fields, [name]: value }),
    error: errors[name] ?? null,
  });

  const submit = (event: FormEvent): void => {
    event.preventDefault();
    const read = readFields(fields);
    setErrors(read.ok ? {} : read.errors);
    if (!read.ok) return;
    setSending(true);
    setProblem(null);
    api
      .post<Group>("/api/groups", read.group)
      .then(
        (group) => {
          onAdded?.();
          router.push(groupHref(group.id));
        },
        (error: unknown) => setProblem(problemOf(error)),
      )
      .finally(() => setSending(false));
  };

  return (
    <form onSubmit={submit} className="flex flex-col gap-4" noValidate>
      {problem !== null && (
        <div className="overflow-hidden rounded-md">
          <ProblemNote problem={problem} />
        </div>
      )}
      <TextField {...field("name")} label="Name" hint="What you call it: orders, sessions." autoFocus />
      <TextField
        {...field("seeds")}
        label="Addresses"
        mono
        hint="host:port or a redis:// or rediss:// URL. Several are parted by spaces."
        spellCheck={false}
        autoCapitalize="none"
      />
      <div className="grid gap-4 sm:grid-cols-2">
        <TextField {...field("username")} label="User" hint="Empty: the default user." autoComplete="off" />
        <TextField {...field("password")} label="Password" type="password" autoComplete="off" />
      </div>
      <p className="text-12 text-fg-3">
        Adding only reads. The password is sealed on this server and never sent back to a page.
      </p>
      <div className="flex justify-end">
        <Button type="submit" variant="primary" disabled={sending}>
          {sending ? "Connecting…" : "Watch this group"}
        </Button>
      </div>
    </form>
  );
}
