"use client";
import { useStore } from "zustand";
import { createStore } from "zustand/vanilla";
import type { Access, Grants, Identity, Role } from "@/lib/contract";
import { withheldReason } from "./withheld";

/** Who the page is for, as the server said last; null until it has. Apart from the picture: it is asked for, never pushed. */
export const whoStore = createStore<{ access: Access | null }>(() => ({ access: null }));

export const setAccess = (access: Access): void => whoStore.setState({ access });

/** Somebody has signed in, or is known better than before. */
export const setYou = (you: Identity): void =>
  whoStore.setState(({ access }) => (access === null ? {} : { access: { ...access, you } }));

/** Somebody may do other things than before. */
export const setGrants = (grants: Grants): void =>
  whoStore.setState(({ access }) =>
    access === null || access.you === null ? {} : { access: { ...access, you: { ...access.you, grants } } },
  );

/** The server has said that it knows nobody here: the way to sign in is shown. */
export const setNobody = (): void =>
  whoStore.setState(({ access }) => ({
    access: { accounts: access?.accounts ?? true, provider: access?.provider ?? null, you: null },
  }));

export const useAccess = (): Access | null => useStore(whoStore, ({ access }) => access);

/** Who looks at the page; null: nobody, or not known yet. */
export const useIdentity = (): Identity | null => useStore(whoStore, ({ access }) => access?.you ?? null);

/**
 * Why the person at the page may not do what needs a role, as a sentence; null: they may. The server decides in any case.
 * @param group the group concerned; null: what concerns all of them.
 */
export const useWithheld = (
  needs: Role,
  group: { readonly id: string; readonly name: string } | null,
): string | null =>
  useStore(whoStore, ({ access }) =>
    access === null
      ? WHO_UNKNOWN
      : access.you === null
        ? SIGNED_OUT
        : withheldReason(access.you, needs, group),
  );

const WHO_UNKNOWN = "Connecting to Tidemark.";
const SIGNED_OUT = "Nobody is signed in here.";
