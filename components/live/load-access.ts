import type { Access } from "@/lib/contract";
import { api } from "./api";
import { setAccess } from "./who";

let asking: Promise<Access> | null = null;

/**
 * Asks the server who this is and how one can sign in. Asked for while an answer is on its way, it is that answer.
 * @throws ApiProblem as every call; what was known stands then.
 */
export function loadAccess(): Promise<Access> {
  asking ??= api
    .get<Access>("/api/access")
    .then((access) => {
      setAccess(access);
      return access;
    })
    .finally(() => {
      asking = null;
    });
  return asking;
}
