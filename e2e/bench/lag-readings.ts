import type { Group, Instance, InstancePatch } from "@/lib/contract";
import type { Fleet } from "@/server/ports";
import type { DelayLine } from "@/server/testing/delay-line";

/** One lag that was told, beside the truth and beside what INFO alone would have said. Seconds. */
export interface Reading {
  readonly scenario: string;
  readonly truth: number;
  readonly told: number | null;
  readonly error: number | null;
  readonly lastIo: number | null;
  readonly lastAck: number | null;
}

/** Notes every new lag of `replicas` as it is told, under the name of the scenario that runs. */
export function noteReadings(
  fleet: Fleet,
  replicas: readonly string[],
  line: DelayLine,
  scenario: () => string | null,
): readonly Reading[] {
  const readings: Reading[] = [];
  fleet.listen({
    tick(group: Group, rows: InstancePatch[]) {
      const name = scenario();
      if (name === null) return;
      for (const row of rows) {
        const instance = group.instances.find(({ id }) => id === row.id);
        if (row.sampledAt === undefined || instance === undefined || !replicas.includes(row.id)) continue;
        const reading = compare(fleet, group.id, instance, line);
        if (reading !== null) readings.push({ scenario: name, ...reading });
      }
    },
  });
  return readings;
}

function compare(
  fleet: Fleet,
  group: string,
  instance: Instance,
  line: DelayLine,
): Omit<Reading, "scenario"> | null {
  const member = fleet.members(group).get(instance.id);
  const reached = member?.lastReached ?? null;
  if (reached === null || instance.offset === null) return null;
  const atMs = (reached.at.sentMs + reached.at.receivedMs) / 2;
  return {
    truth: line.trueLagSeconds(instance.offset, atMs),
    told: instance.lagSeconds,
    error: instance.lagSecondsError,
    lastIo: reached.view.following?.lastIoSeconds ?? null,
    lastAck: instance.link?.lastAckSeconds ?? null,
  };
}
