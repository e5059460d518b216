import { ownProblem } from "@/components/live/problem";
import { providerProblem, providerProblems } from "@/lib/access/provider-problems";
import type { Problem } from "@/lib/contract";

/**
 * What to show for the code that a sign-in by the provider came back with, from the address; null: it brought none. All words are
 * the page's own: an address can be made by anybody.
 */
export function toldProblem(code: string | null): Problem | null {
  if (code === null) return null;
  const known = providerProblem(code);
  if (known !== null) {
    const { title, detail, status } = providerProblems[known];
    return ownProblem(known, title, detail, status);
  }
  return code === "account-disabled"
    ? ownProblem(code, "Your account is disabled here", "An admin of Tidemark can enable it again.", 403)
    : ownProblem(
        "sign-in-failed",
        "The sign-in by the provider did not come about",
        "Begin anew; Tidemark's log says what stood in the way.",
        0,
      );
}
