import type { ConnectedClient } from "@/lib/contract";

/** An application that writes. */
export const aClient = (over: Partial<ConnectedClient> = {}): ConnectedClient => ({
  id: 17,
  address: "10.0.3.7:51234",
  name: "checkout",
  user: "app",
  ageSeconds: 600,
  idleSeconds: 0,
  command: "set",
  writes: true,
  kind: "normal",
  ...over,
});
