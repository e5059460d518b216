import { type ProviderPerson, personKey } from "@/lib/access/person-key";
import { mayAnywhere } from "@/lib/access/rights";
import { shownName } from "@/lib/access/shown-name";
import type { AccessStore } from "@/server/access-port";
import type { UserRecord } from "@/server/store/access-records";
import type { ProviderSignIn } from "./oidc";
import { providerError } from "./oidc-problems";
import type { People } from "./people";
import { reservedNames } from "./who";

/**
 * The account of somebody whom the provider signed in, with what they may do by its word of now.
 * Somebody who may do nothing gets no account; one who has an account loses what they had.
 * @throws ProblemError `no-role`, `account-disabled`, `name-taken` (by somebody who came at the same moment)
 */
export async function accountOf(
  { person, claimedName, grants }: Pick<ProviderSignIn, "person" | "claimedName" | "grants">,
  { store, people }: { readonly store: AccessStore; readonly people: Pick<People, "vouchedFor"> },
): Promise<UserRecord> {
  const key = personKey(person);
  const known = await store.userOf(key);
  if (known === null && !mayAnywhere(grants, "viewer")) throw providerError("no-role");
  const user = await people.vouchedFor({
    subject: key,
    name: known?.name ?? (await freeName(claimedName, person, store)),
    grants,
  });
  if (!mayAnywhere(grants, "viewer")) throw providerError("no-role");
  return user;
}

async function freeName(
  claimedName: string | null,
  person: ProviderPerson,
  store: AccessStore,
): Promise<string> {
  const taken = new Set([...reservedNames, ...(await store.users()).map(({ name }) => name)]);
  return shownName(claimedName, person, (name) => taken.has(name));
}
