import type { ScalingSettings } from "@/lib/contract";
import { field } from "./field";
import { count, flag, list, orNone, size } from "./texts";

type S = ScalingSettings;
const number = (limits: { min: number; max: number }) => ({ limits, text: count(limits) });
const rate = (limits: { min: number; max: number }) => ({ limits, text: orNone(count(limits), "most") });
const perMeasurement = { min: 0, max: 8 };

/** What a scaling experiment can be told; the contract says the limits and what goes without saying. */
export const scalingFields = {
  replicas: field<S, number[]>({
    name: "replicas",
    label: "Numbers of replicas",
    hint: "One measurement for each; 0 is the primary alone.",
    initial: [0, 1, 2, 3],
    limits: perMeasurement,
    text: list(count(perMeasurement), 1, 9),
    of: ({ replicas }) => replicas,
  }),
  seconds: field<S, number>({
    name: "seconds",
    label: "Each measurement",
    unit: "s",
    initial: 5,
    ...number({ min: 1, max: 120 }),
    of: ({ seconds }) => seconds,
  }),
  writesPerSecond: field<S, number | null>({
    name: "writes",
    label: "Writes a second",
    hint: "most: as many as go.",
    initial: 2_000,
    inGroup: 500,
    ...rate({ min: 1, max: 200_000 }),
    of: ({ writesPerSecond }) => writesPerSecond,
  }),
  readsPerSecond: field<S, number | null>({
    name: "reads",
    label: "Reads a second",
    hint: "most: as many as go.",
    initial: null,
    inGroup: 2_000,
    ...rate({ min: 1, max: 1_000_000 }),
    of: ({ readsPerSecond }) => readsPerSecond,
  }),
  chained: field<S, boolean>({
    name: "chained",
    label: "The greatest number once more as a chain, each replica following the one before",
    initial: true,
    inGroup: false,
    text: flag,
    of: ({ chained }) => chained,
    input: { is: "flag" },
    only: "throwaway",
  }),
  connections: field<S, number>({
    name: "connections",
    label: "Connections",
    initial: 8,
    ...number({ min: 1, max: 64 }),
    of: ({ connections }) => connections,
    more: true,
  }),
  pipeline: field<S, number>({
    name: "pipeline",
    label: "Commands under way on each",
    initial: 8,
    ...number({ min: 1, max: 64 }),
    of: ({ pipeline }) => pipeline,
    more: true,
  }),
  keys: field<S, number>({
    name: "keys",
    label: "Keys",
    initial: 1_000,
    ...number({ min: 1, max: 100_000 }),
    of: ({ keys }) => keys,
    more: true,
  }),
  valueBytes: field<S, number>({
    name: "value",
    label: "Size of a value",
    initial: 100,
    limits: { min: 1, max: 65_536 },
    text: size({ min: 1, max: 65_536 }),
    of: ({ valueBytes }) => valueBytes,
    more: true,
  }),
};
