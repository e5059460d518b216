import { createPeople, type Link, type People } from "@/server/auth/people";
import { ProblemError } from "@/server/errors";
import { setUpUrl } from "@/server/http/routes/users";
import { createSites } from "@/server/http/sites";
import { loadSettings } from "@/server/settings";
import { createStore } from "@/server/store";

/** As whom the audit has it: whoever may write the store, nobody that signs in. */
const actor = "local";

/**
 * Prints a one-use link, for whoever cannot get in: for a new account that is admin of all groups, or for the password of `user`. It
 * works on the store alone, beside a Tidemark that runs or without one.
 * @returns 0. @throws ProblemError `not-found`, `account-disabled`, `no-password-here`, `store-damaged`, …
 */
export async function setupLink({ user, ...flags }: { config?: string; user?: string }): Promise<number> {
  const settings = loadSettings({ env: process.env, cwd: process.cwd(), flags });
  const store = await createStore(settings.dataDir, {
    tiers: settings.history.keep,
    pollIntervalMs: settings.poll.intervalMs,
    secretKey: settings.secretKey,
  });
  try {
    const people = createPeople({
      store: store.access,
      signIns: { begin: () => Promise.reject(new Error("Nobody signs in on the command line.")) },
      changed: () => undefined,
      now: Date.now,
    });
    const link = user === undefined ? await people.firstLink(actor) : await linkOf(people, user);
    const scheme = settings.tls === null ? "http" : "https";
    const { publicUrl } = createSites(settings.listen, settings.publicUrl, scheme);
    const what =
      user === undefined ? "makes an account that is admin of all groups" : `sets the password of ${user}`;
    console.log(`In the store of ${settings.dataDir} this link ${what}.`);
    console.log(`It works once, until ${link.expiresAt}; a newer one takes its place.`);
    console.log(setUpUrl(publicUrl, link));
    return 0;
  } finally {
    await store.close();
  }
}

async function linkOf(people: People, name: string): Promise<Link> {
  const known = (await people.list()).find((one) => one.name === name);
  if (known === undefined)
    throw new ProblemError(
      404,
      "not-found",
      "Not found",
      `There is no account ${JSON.stringify(name)} in this store. Without --user the link makes a new one.`,
    );
  if (known.disabled)
    throw new ProblemError(
      403,
      "account-disabled",
      "This account is disabled",
      `A link for ${known.name} would not work. An admin of Tidemark can enable the account; without --user the link makes a new one.`,
    );
  return (await people.link(known.id, { actor })).link;
}
