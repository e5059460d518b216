import type { ConnectedClient, Instance } from "@/lib/contract";
import type { StepDraft } from "./steps";

/**
 * CLIENT KILL of one connection. Its address stands beside its id: a restarted process counts ids from 1 again, and another
 * client may have this one then. Source: networking.c, clientKillCommand, which wants all filters to fit.
 */
export const closeClient = (instance: Instance, client: ConnectedClient): StepDraft => ({
  kind: "close-clients",
  instance: instance.id,
  command: ["CLIENT", "KILL", "ID", String(client.id), "ADDR", client.address],
  text: `${instance.name} closes the connection of ${client.name ?? client.user ?? "a client"} at ${client.address}${client.command === null ? "" : `, last seen with ${client.command}`}.`,
  proof: "connection gone",
  peer: null,
});
