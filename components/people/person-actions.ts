import type { Invitation, User } from "@/lib/contract";
import { api } from "../live/api";

/** What an admin can do with a person, beside changing their role. */
export type PersonAction = "link" | "second-factor" | "disable" | "enable" | "remove";

interface ActionWords {
  readonly item: string;
  readonly title: string;
  readonly what: string;
  readonly button: string;
  /** It takes something away that cannot be had back. */
  readonly danger: boolean;
  /** Why it is not offered, as a sentence; null: it is. */
  readonly withheld: string | null;
}

const pathOf = ({ id }: User): string => `/api/users/${encodeURIComponent(id)}`;

const ofProvider = "The provider decides that: this person signs in there.";

/** The words of an action on a person, and whether it fits them. */
export function wordsOf(action: PersonAction, user: User): ActionWords {
  const { name } = user;
  const local = user.source === "local";
  switch (action) {
    case "link":
      return {
        item: user.invited ? "New invitation link…" : "Link for a new password…",
        title: user.invited ? `A new link for ${name}?` : `Let ${name} choose a new password?`,
        what: user.invited
          ? "The link they were given before ends."
          : "You get a one-use link to give to them. Their password and sessions end when they use it.",
        button: "Make the link",
        danger: false,
        withheld: local ? null : ofProvider,
      };
    case "second-factor":
      return {
        item: "Take the second factor away…",
        title: `Take the second factor of ${name} away?`,
        what: `For a lost authenticator: the password alone lets ${name} in until they set up another. Be sure that it is they who ask.`,
        button: "Take it away",
        danger: true,
        withheld: !local ? ofProvider : user.secondFactor ? null : `${name} has no second factor.`,
      };
    case "disable":
      return {
        item: "Disable…",
        title: `Disable ${name}?`,
        what: "Their sessions end at once and they cannot sign in. What they did stays in the audit. It can be undone.",
        button: `Disable ${name}`,
        danger: true,
        withheld: null,
      };
    case "enable":
      return {
        item: "Enable…",
        title: `Enable ${name} again?`,
        what: "They can sign in as before, with the same role.",
        button: `Enable ${name}`,
        danger: false,
        withheld: null,
      };
    case "remove":
      return {
        item: "Remove…",
        title: `Remove ${name}?`,
        what: `Their sessions end, and the account with its password is gone; it cannot be had back. What they did stays in the audit.${local ? "" : " Signing in at the provider makes it anew."}`,
        button: `Remove ${name}`,
        danger: true,
        withheld: null,
      };
  }
}

/** The actions of a person's menu, in its order. */
export const actionsOf = ({ disabled }: User): readonly PersonAction[] => [
  "link",
  "second-factor",
  disabled ? "enable" : "disable",
  "remove",
];

/** Asks the server for it; a link comes back from one of them alone. */
export async function act(action: PersonAction, user: User): Promise<Invitation | null> {
  switch (action) {
    case "link":
      return api.post<Invitation>(`${pathOf(user)}/link`, {});
    case "second-factor":
      await api.post<User>(pathOf(user), { secondFactor: false });
      return null;
    case "disable":
    case "enable":
      await api.post<User>(pathOf(user), { disabled: action === "disable" });
      return null;
    case "remove":
      await api.delete(pathOf(user));
      return null;
  }
}
