import type { Grants } from "@/lib/contract";
import type { Auth } from "@/server/auth";
import { whoIs } from "@/server/auth/who";

/** A token that the settings of a test's own Tidemark name: admin of all groups. */
export const testToken = {
  name: "tests",
  grants: { all: "admin", groups: {} },
  token: "a-token-of-the-tests-alone",
} as const;
export const asTest = { Authorization: `Bearer ${testToken.token}` };

/** Somebody with these grants. */
export const somebody = (grants: Grants = { all: "admin", groups: {} }, name = "somebody") =>
  whoIs(
    { kind: "user", name, grants, password: true, secondFactor: false, confirmedUntil: null },
    { actor: name },
  );

/** Lets everybody in as an admin, and never changes its mind. */
export const openHouse = (): Pick<Auth, "identify" | "version" | "listen"> => ({
  identify: async () => somebody(),
  version: async () => 1,
  listen: () => () => {},
});
