import type { Plan } from "@/lib/contract";
import type { Given } from "./group.fixture";

/** A healthy group: a primary, two replicas, and one that follows a replica. */
export const healthy: readonly Given[] = [
  { name: "us-1" },
  { name: "eu-1", follows: "us-1" },
  { name: "eu-2", follows: "us-1" },
  { name: "ap-1", follows: "eu-1" },
];

/** The healthy group, some of its instances changed or added. */
export const having = (...changed: Given[]): Given[] => [
  ...healthy.map((one) => ({ ...one, ...changed.find(({ name }) => name === one.name) })),
  ...changed.filter(({ name }) => !healthy.some((one) => one.name === name)),
];

/** Each step as `instance: the words Redis hears`, or its kind where nothing is sent. */
export const script = ({ steps }: Plan): string[] =>
  steps.map(
    ({ instance, command, kind }) =>
      `${instance.replace(":6379", "")}: ${command === null ? `(${kind})` : command.join(" ")}`,
  );

/** The codes of the checks that failed. */
export const failed = ({ checks }: Plan): string[] =>
  checks.filter(({ status }) => status === "fail").map(({ code }) => code);
