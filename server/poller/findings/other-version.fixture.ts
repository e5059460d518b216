import type { LocalServer, ServerBinary } from "@/server/local";
import { startReplica, stopServers } from "@/server/testing/group";
import { serverMatrix } from "@/server/testing/versions";
import { persistent, type Stage } from "./stage.fixture";

/** A replica that runs another version than its upstream. */
export async function startReplicaOn(
  stage: Stage,
  upstream: LocalServer,
  choose: (matrix: readonly ServerBinary[]) => ServerBinary | null,
): Promise<LocalServer> {
  const binary = choose(await serverMatrix());
  if (binary === null) throw new Error("the machine has no such version");
  const replica = await startReplica(binary, upstream, persistent);
  stage.atEnd(() => stopServers([replica]));
  return replica;
}
