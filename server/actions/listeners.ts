import type { Logger } from "pino";
import type { Backup, Run } from "@/lib/contract";
import type { RunPlace } from "@/server/ports";

export interface ActionsListener {
  run?(run: Run, place: RunPlace): void;
  backup?(backup: Backup, place: RunPlace): void;
}

/** Those who hear of runs and backups. One that throws is logged, and the others hear all the same. */
export function createListeners(log: Logger) {
  const all = new Set<ActionsListener>();
  const each = (tell: (listener: ActionsListener) => void): void => {
    for (const listener of all) {
      try {
        tell(listener);
      } catch (problem) {
        log.error({ err: problem }, "A listener of runs failed");
      }
    }
  };
  return {
    listen(listener: ActionsListener): () => void {
      all.add(listener);
      return () => all.delete(listener);
    },
    run: (run: Run, place: RunPlace) => each((listener) => listener.run?.(run, place)),
    backup: (backup: Backup, place: RunPlace) => each((listener) => listener.backup?.(backup, place)),
  };
}
