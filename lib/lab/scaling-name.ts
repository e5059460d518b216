import type { ScalingCase } from "./scaling-order";

/** What a row is called: `Primary alone`, `1 replica`, `3 replicas`, `3 replicas in a chain`. */
export function caseName({ shape, replicas }: ScalingCase): string {
  if (shape === "alone") return "Primary alone";
  const many = replicas === 1 ? "1 replica" : `${replicas} replicas`;
  return shape === "chain" ? `${many} in a chain` : many;
}
