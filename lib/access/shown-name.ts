import type { ProviderPerson } from "./person-key";

const longest = 64;

/** Lower-case ASCII of what UserName allows, with `-` for whatever it does not; null: nothing is left. */
function cut(text: string): string | null {
  const plain = text
    .normalize("NFKD")
    .replace(/\p{M}/gu, "")
    .toLowerCase()
    .replace(/[^a-z0-9._@-]+/g, "-")
    .replace(/^[^a-z0-9]+/, "")
    .slice(0, longest)
    .replace(/[^a-z0-9]+$/, "");
  return plain === "" ? null : plain;
}

/** With `ending` within the length that a name may have. */
const ending = (name: string, end: string): string => `${name.slice(0, longest - end.length)}${end}`;

/**
 * The name under which a person of a provider is shown and audited. It only names: who they are, issuer and subject say.
 * So a name that is somebody else's already, or is cut to theirs, becomes `name@issuer-host`, then `name-2@issuer-host`, …
 * @param claimed what the provider calls them; null: nothing it would be told by.
 * @param isTaken whether somebody else has this name.
 */
export function shownName(
  claimed: string | null,
  { issuer, subject }: ProviderPerson,
  isTaken: (name: string) => boolean,
): string {
  const wanted = (claimed === null ? null : cut(claimed)) ?? cut(subject) ?? "somebody";
  if (!isTaken(wanted)) return wanted;
  const host = cut(URL.parse(issuer)?.hostname ?? "") ?? "provider";
  for (let nth = 1; ; nth += 1) {
    const name = ending(wanted, `${nth === 1 ? "" : `-${nth}`}@${host.slice(0, longest / 2)}`);
    if (!isTaken(name)) return name;
  }
}
