import type { Grants, Role } from "@/lib/contract";
import { joinGrants } from "./rights";

/** One row of the table that says what people named by somebody else may do here. */
export interface ClaimGrant {
  /** What the provider or the proxy says of a person, letter for letter; `everybody`: who they are does not matter. */
  readonly value: string;
  readonly role: Role;
  /** Ids of groups; null: all of them. */
  readonly groups: readonly string[] | null;
}

/** The value of a row for whoever is signed in at all. */
export const everybody = "*";

/** What a table gives to somebody of whom these values are said: of each row that fits, together. */
export const grantsOf = (values: readonly string[], table: readonly ClaimGrant[]): Grants =>
  joinGrants(
    table
      .filter(({ value }) => value === everybody || values.includes(value))
      .map(({ role, groups }) =>
        groups === null
          ? { all: role, groups: {} }
          : { all: null, groups: Object.fromEntries(groups.map((group) => [group, role])) },
      ),
  );

/**
 * The values of a claim: one text, or a list of texts. Anything else in a list is passed over, and anything else in place
 * of one is null, as is a claim that is not there: it says nothing.
 */
export function claimValues(claim: unknown): readonly string[] | null {
  if (typeof claim === "string") return [claim];
  return Array.isArray(claim)
    ? claim.filter((value: unknown): value is string => typeof value === "string")
    : null;
}
