import type { ConsistencySettings, LinkWeather } from "@/lib/contract";
import { field } from "./field";
import { count, list, mode, name, size, weather } from "./texts";
import { weatherText } from "./weather-text";
import { modeWords } from "./words";

type S = ConsistencySettings;
const number = (limits: { min: number; max: number }) => ({ limits, text: count(limits) });
const bytes = (limits: { min: number; max: number }) => ({ limits, text: size(limits) });

const openLink: LinkWeather = { delayMs: 0, paused: false, cut: false, bytesPerSecond: null };

/** What a consistency experiment can be told; the contract says the limits and what goes without saying. */
export const consistencyFields = {
  seconds: field<S, number>({
    name: "seconds",
    label: "Length",
    unit: "s",
    initial: 20,
    ...number({ min: 1, max: 600 }),
    of: ({ seconds }) => seconds,
  }),
  replicas: field<S, number>({
    name: "replicas",
    label: "Replicas",
    initial: 2,
    ...number({ min: 1, max: 5 }),
    of: ({ replicas }) => replicas,
    only: "throwaway",
  }),
  writesPerSecond: field<S, number>({
    name: "writes",
    label: "Writes a second",
    initial: 50,
    ...number({ min: 1, max: 1_000 }),
    of: ({ writesPerSecond }) => writesPerSecond,
  }),
  waitReplicas: field<S, number>({
    name: "wait",
    label: "WAIT for replicas",
    hint: "0: no WAIT.",
    initial: 0,
    ...number({ min: 0, max: 5 }),
    of: ({ wait }) => wait.replicas,
  }),
  modes: field<S, S["modes"]>({
    name: "modes",
    label: "Ways to read, side by side",
    initial: ["replica", "read", "read-your-writes", "read-latest"],
    text: list(mode, 1, 8),
    show: (modes) => modes.map((one) => modeWords[one].name).join(" · "),
    of: ({ modes }) => modes,
    input: { is: "modes" },
  }),
  replica: field<S, string | null>({
    name: "replica",
    label: "The one replica",
    hint: "Which one the way “One replica” reads.",
    initial: null,
    text: name,
    show: (replica) => replica ?? "the first",
    of: ({ replica }) => replica,
    input: { is: "replica" },
    more: true,
  }),
  waitTimeoutMs: field<S, number>({
    name: "wait-timeout",
    label: "WAIT at most",
    unit: "ms",
    initial: 100,
    ...number({ min: 1, max: 10_000 }),
    of: ({ wait }) => wait.timeoutMs,
    more: true,
  }),
  keys: field<S, number>({
    name: "keys",
    label: "Keys",
    initial: 5,
    ...number({ min: 1, max: 10_000 }),
    of: ({ keys }) => keys,
    more: true,
  }),
  valueBytes: field<S, number>({
    name: "value",
    label: "Size of a value",
    initial: 64,
    ...bytes({ min: 16, max: 65_536 }),
    of: ({ valueBytes }) => valueBytes,
    more: true,
  }),
  maxLagBytes: field<S, number>({
    name: "max-lag-bytes",
    label: "Router: most bytes behind",
    initial: 1_000,
    ...bytes({ min: 0, max: 1_000_000_000 }),
    of: ({ maxLagBytes }) => maxLagBytes,
    more: true,
  }),
  maxLagMs: field<S, number>({
    name: "max-lag",
    label: "Router: most time behind",
    unit: "ms",
    initial: 500,
    ...number({ min: 1, max: 60_000 }),
    of: ({ maxLagMs }) => maxLagMs,
    more: true,
  }),
  pollMs: field<S, number>({
    name: "poll",
    label: "Router: looks every",
    unit: "ms",
    initial: 100,
    ...number({ min: 20, max: 10_000 }),
    of: ({ pollMs }) => pollMs,
    more: true,
  }),
  links: field<S, S["links"]>({
    name: "links",
    label: "Links at the start",
    hint: "The first replica’s first: 0ms, 200ms 1MiB, paused, cut.",
    initial: [],
    text: list(weather, 0, 5),
    show: (links) => (links.length === 0 ? weatherText(openLink) : links.map(weatherText).join("; ")),
    of: ({ links }) => links,
    more: true,
    only: "throwaway",
  }),
};
