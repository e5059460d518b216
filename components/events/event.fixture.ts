import type { Event } from "@/lib/contract";

/** An event at the given second of one minute. */
export const anEvent = (second: number, given: Partial<Event> = {}): Event => ({
  id: `event-${second}`,
  at: `2026-03-01T14:08:${String(second).padStart(2, "0")}.000Z`,
  type: "link-down",
  group: "orders",
  instance: "eu-2:6379",
  severity: "critical",
  title: "eu-2 link down",
  detail: "",
  run: null,
  ...given,
});
