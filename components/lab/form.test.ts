import { describe, expect, it } from "vitest";
import {
  ConsistencySettings,
  type LabKind,
  type LabSettings,
  ScalingSettings,
  LabSettings as Settings,
  SyncSettings,
} from "@/lib/contract";
import { consistencyFields } from "./consistency-fields";
import { againHref, fieldsOf, keyOf, readForm, settingRows } from "./form";
import { scalingFields } from "./scaling-fields";
import { syncFields } from "./sync-fields";
import { kinds } from "./words";

const here = { place: "throwaway" } as const;
const inOrders = { place: "group", group: "orders" } as const;
const schemas = { consistency: ConsistencySettings, scaling: ScalingSettings, sync: SyncSettings };
/** Where a field's value stands in the contract, with `value` in it. */
const paths: Readonly<Record<LabKind, Readonly<Record<string, (value: unknown) => object>>>> = {
  consistency: {
    waitReplicas: (replicas) => ({ wait: { replicas, timeoutMs: 100 } }),
    waitTimeoutMs: (timeoutMs) => ({ wait: { replicas: 0, timeoutMs } }),
  },
  scaling: { replicas: (value) => ({ replicas: [value] }) },
  sync: {
    dataBytes: (value) => ({ dataBytes: [value] }),
    bytesPerSecond: (value) => ({ bytesPerSecond: [value] }),
  },
};
const tables = { consistency: consistencyFields, scaling: scalingFields, sync: syncFields };
const limited = kinds.flatMap((kind) =>
  Object.entries(tables[kind]).flatMap(([name, { limits }]) =>
    limits === undefined ? [] : [{ kind, name, limits }],
  ),
);

describe("the form of an experiment", () => {
  it.each(kinds)("asks for every setting of %s that the contract knows, and for no other", (kind) => {
    const asked = Object.keys(tables[kind]).map((name) => (name.startsWith("wait") ? "wait" : name));
    expect(new Set(["kind", ...asked])).toEqual(new Set(Object.keys(schemas[kind].shape)));
  });

  it.each(kinds)("has at first what the contract has as default of %s", (kind) => {
    const read = readForm(kind, {}, here);
    expect(read).toEqual({ ok: true, settings: Settings.parse({ kind }) });
  });

  it.each(limited)(
    "takes of $kind.$name what the contract takes, and nothing beyond",
    ({ kind, name, limits }) => {
      const passes = (value: number): boolean =>
        schemas[kind].safeParse({ kind, ...(paths[kind][name]?.(value) ?? { [name]: value }) }).success;
      expect([limits.min, limits.max].map(passes)).toEqual([true, true]);
      expect([limits.min - 1, limits.max + 1].map(passes)).toEqual([false, false]);
    },
  );

  it("says which value is wrong and what is allowed", () => {
    const texts = {
      [keyOf("consistency", "seconds")]: "900",
      [keyOf("consistency", "modes")]: "",
      [keyOf("consistency", "value")]: "1KB",
      [keyOf("consistency", "links")]: "200ms, wobbly",
    };
    expect(readForm("consistency", texts, here)).toEqual({
      ok: false,
      wrong: {
        seconds: "“900” is not a whole number from 1 to 600.",
        modes: "“” holds 0 values. Allowed: 1 to 8, parted by commas.",
        value: "“1KB” is not a size from 16B to 64KiB, such as 512B, 64KiB or 16MiB.",
        links: "“wobbly” says nothing of a link. Allowed: 200ms, 1MiB, paused, cut.",
      },
    });
  });

  it.each(["consistency", "scaling"] as const)("has at first what a group allows of %s", (kind) => {
    expect(readForm(kind, {}, inOrders)).toMatchObject({ ok: true });
  });

  it("says of what a group does not allow, at the field it is about, what is allowed there", () => {
    expect(readForm("scaling", { "scaling.writes": "2000" }, inOrders)).toEqual({
      ok: false,
      wrong: { writes: "Writes per second would be 2000; in a group at most 1000 are allowed." },
    });
    expect(readForm("sync", {}, inOrders)).toMatchObject({
      ok: false,
      wrong: { "": expect.stringContaining("throw-away servers alone") },
    });
  });

  it("does not read what its place does not ask for", () => {
    const texts = { [keyOf("consistency", "replicas")]: "many" };
    expect(readForm("consistency", texts, here).ok).toBe(false);
    expect(readForm("consistency", texts, inOrders).ok).toBe(true);
  });

  const set: readonly LabSettings[] = [
    Settings.parse({
      kind: "consistency",
      modes: ["primary", "max-lag-bytes"],
      replica: "replica-2",
      wait: { replicas: 2, timeoutMs: 50 },
      links: [
        { delayMs: 0, paused: false, cut: false, bytesPerSecond: null },
        { delayMs: 200, paused: true, cut: true, bytesPerSecond: 1_000_000 },
      ],
    }),
    Settings.parse({
      kind: "scaling",
      replicas: [5],
      chained: false,
      readsPerSecond: 9,
      writesPerSecond: null,
    }),
    Settings.parse({
      kind: "sync",
      dataBytes: [1_048_576],
      bytesPerSecond: [null, 1_000_000],
      diskless: false,
    }),
  ];
  it.each(set)("is filled in again by the link of a $kind experiment, without a loss", (settings) => {
    const query = new URLSearchParams(againHref({ settings, where: here, note: "a & b" }).split("?")[1]);
    expect(query.get("note")).toBe("a & b");
    expect(query.get("lab")).toBe(settings.kind);
    expect(readForm(settings.kind, Object.fromEntries(query), here)).toEqual({ ok: true, settings });
  });

  it("leaves out of the link what is as at first, and out of a group's settings what it does not know", () => {
    const settings = Settings.parse({ kind: "consistency", seconds: 5 });
    expect(againHref({ settings, where: inOrders, note: "" })).toBe(
      "/lab?lab=consistency&where=orders&consistency.seconds=5",
    );
    const names = settingRows({ settings, where: inOrders }).map(({ name }) => name);
    expect(names).not.toContain("links");
    expect(names).toHaveLength(fieldsOf.consistency.length - 2);
  });
});
