import type { Group } from "@/lib/contract";
import { keyOf, type Texts } from "./form";
import { syncFields } from "./sync-fields";

const MIB = 1_048_576;

/**
 * What a sync experiment would be told so that it is like this group: the data, backlog and write rate of its primary. What
 * is not known of it stays as it is. A data set larger than an experiment may have is cut to the most.
 */
export function prefillOf(group: Group): Texts {
  const primary = group.instances.find(({ id }) => id === group.primary);
  if (primary === undefined) return {};
  const { writeBytesPerSecond } = primary;
  const dataBytes = primary.memory?.dataBytes ?? null;
  const backlogBytes = primary.backlog?.sizeBytes ?? null;
  const text = <T>(field: { name: string; text: { write: (value: T) => string } }, value: T | null) =>
    value === null ? {} : { [keyOf("sync", field.name)]: field.text.write(value) };
  const data = dataBytes === null ? null : within(wholeMib(dataBytes), MIB, 4_096 * MIB);
  return {
    ...text(syncFields.dataBytes, data === null ? null : [data]),
    ...text(
      syncFields.backlogBytes,
      backlogBytes === null ? null : within(backlogBytes, 16_384, 4_096 * MIB),
    ),
    ...text(
      syncFields.writeBytesPerSecond,
      writeBytesPerSecond === null
        ? null
        : within(Math.ceil(writeBytesPerSecond / 1024) * 1024, 0, 100 * MIB),
    ),
  };
}

const wholeMib = (bytes: number): number => Math.ceil(bytes / MIB) * MIB;
const within = (value: number, min: number, max: number): number => Math.min(max, Math.max(min, value));
