"use client";
import { useEffect, useRef, useState } from "react";
import { api, problemOf } from "@/components/live/api";
import type { LinkAnswer, Problem } from "@/lib/contract";

export type Link =
  | { readonly is: "reading" }
  /** The address has no token: it was opened by hand, or the page was loaded again. */
  | { readonly is: "absent" }
  | { readonly is: "refused"; readonly problem: Problem }
  | { readonly is: "good"; readonly token: string; readonly answer: LinkAnswer };

/**
 * What the one-use link that this page was opened by is for. The token stands behind the `#`, which no server and no log
 * ever sees, and is taken out of the address at once, so that the history does not keep it either.
 */
export function useLink(): Link {
  const [link, setLink] = useState<Link>({ is: "reading" });
  // In development effects run twice; the second time the address is clean already.
  const taken = useRef(false);
  useEffect(() => {
    const read = (): void => {
      const token = location.hash.slice(1);
      if (token === "") {
        if (!taken.current) setLink({ is: "absent" });
        return;
      }
      taken.current = true;
      history.replaceState(null, "", location.pathname);
      setLink({ is: "reading" });
      api.post<LinkAnswer>("/api/access/link", { token }).then(
        (answer) => setLink({ is: "good", token, answer }),
        (error: unknown) => setLink({ is: "refused", problem: problemOf(error) }),
      );
    };
    read();
    // Another link pasted over this page changes nothing but what stands behind the `#`.
    addEventListener("hashchange", read);
    return () => removeEventListener("hashchange", read);
  }, []);
  return link;
}
