import type { LocalServer } from "@/server/local";
import type { FleetOptions } from "@/server/poller/config";
import type { Fleet } from "@/server/ports";
import { replicationField } from "./ask";
import { DelayLine } from "./delay-line";
import { groupConfig, seedOf, testFleet, untilGroup } from "./fleet";
import { linkUp, startTestServer, stopServers } from "./group";
import { serverMatrix } from "./versions";
import { startWriter } from "./writer";

const QUIET = { "repl-ping-replica-period": "3600" };
const WRITE_EVERY_MS = 10;

/** A primary that is written to, and a replica behind a line that knows how late its stream comes; watched. */
export interface LateReplica {
  readonly primary: LocalServer;
  readonly replica: LocalServer;
  readonly line: DelayLine;
  readonly fleet: Fleet;
  stop(): Promise<void>;
}

/** @param watched how the fleet watches them */
export async function startLateReplica(watched: Partial<FleetOptions>): Promise<LateReplica> {
  const [binary] = await serverMatrix();
  if (binary === undefined) throw new Error("no server");
  const primary = await startTestServer(binary, QUIET);
  const line = await DelayLine.start(primary);
  const replica = await startTestServer(binary, { ...QUIET, replicaof: `${line.host} ${line.port}` });
  await linkUp(replica);
  line.standsAt(Number(await replicationField(primary, "master_repl_offset")));
  const stopWriter = await startWriter(primary, WRITE_EVERY_MS);
  const fleet = await testFleet([groupConfig([seedOf(primary)])], watched);
  await untilGroup(fleet, "orders", "both are found", (group) => group.instances.length === 2);
  return {
    primary,
    replica,
    line,
    fleet,
    async stop() {
      stopWriter();
      await fleet.close();
      await line.close();
      await stopServers([primary, replica]);
    },
  };
}
