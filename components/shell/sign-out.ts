import { api, problemOf } from "@/components/live/api";
import { leaveTo } from "@/components/live/leave";
import { toast } from "@/components/ui/toast";

/** Ends this session, and takes all that the page knows with it. */
export function signOut(): void {
  api.send("/api/access/sign-out", {}).then(
    () => leaveTo("/login"),
    (error: unknown) => {
      const { title, detail } = problemOf(error);
      toast(title, { description: detail, tone: "error" });
    },
  );
}
