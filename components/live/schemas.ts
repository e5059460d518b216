import { z } from "zod";
import { Backup, Event, Run } from "@/lib/contract";

export { Health, History, Run } from "@/lib/contract";

export const Events = z.object({ events: z.array(Event) });
export const Runs = z.object({ runs: z.array(Run) });
export const Backups = z.object({ backups: z.array(Backup) });
