import { afterEach, describe, expect, it, vi } from "vitest";
import type { Event, History } from "@/lib/contract";
import { api } from "./api";
import { createHistoryReader, type HistoryRequest, keyOf } from "./history";

const lastHour: HistoryRequest = { group: "orders", points: 300, of: "newest", lengthMs: 3_600_000 };
const lastDay: HistoryRequest = { ...lastHour, lengthMs: 86_400_000 };
const period: HistoryRequest = { group: "orders", points: 300, of: "period", fromMs: 1000, toMs: 61_000 };

const historyOf = (stepMs: number) => ({ stepMs, t: [], series: [], states: [] });

/** A server whose answers come when the test says so, in whatever order. */
function slowServer() {
  const calls: { path: string; signal: AbortSignal; answer: (body: unknown) => void; fail: () => void }[] =
    [];
  vi.stubGlobal(
    "fetch",
    (path: string, { signal }: { signal: AbortSignal }) =>
      new Promise<Response>((resolve, reject) => {
        const answer = (body: unknown): void => resolve(Response.json(body));
        calls.push({ path, signal, answer, fail: () => reject(new TypeError("no network")) });
      }),
  );
  const settle = () => new Promise<void>((done) => setTimeout(done));
  const of = (what: string) => calls.filter(({ path }) => path.includes(what));
  return {
    of,
    async answer(index: number, history: History, events: Event[] = []) {
      of("/history")[index]?.answer(history);
      of("/events")[index]?.answer({ events });
      await settle();
    },
    async fail(index: number) {
      of("/history")[index]?.fail();
      of("/events")[index]?.fail();
      await settle();
    },
  };
}

afterEach(() => vi.unstubAllGlobals());

const read = () => createHistoryReader(api.get, () => 7_200_000);

describe("the reader of histories", () => {
  it("asks for the range that ends at the newest sample, or for the period, and for its events", () => {
    const server = slowServer();
    const reader = read();
    reader.want(lastHour);
    const asked = new URL(server.of("/history")[0]?.path ?? "", "http://x").searchParams;
    expect([asked.get("from"), asked.get("to"), asked.get("points")]).toEqual([
      "1970-01-01T01:00:00.000Z",
      "1970-01-01T02:00:00.000Z",
      "300",
    ]);
    reader.want(period);
    expect(server.of("/events")[1]?.path).toContain("from=1970-01-01T00%3A00%3A01.000Z");
  });

  it("never lets a slow answer to an earlier range take the place of a later one", async () => {
    const server = slowServer();
    const reader = read();
    reader.want(lastDay);
    reader.want(lastHour);
    await server.answer(1, historyOf(12_000));
    await vi.waitFor(() => expect(reader.store.getState().reading).toBe(false));
    await server.answer(0, historyOf(288_000));
    expect(reader.store.getState()).toMatchObject({
      key: keyOf(lastHour),
      answer: { key: keyOf(lastHour), history: { stepMs: 12_000 } },
    });
    expect(server.of("/history")[0]?.signal.aborted).toBe(true);
  });

  it("keeps the answer of the range before until the new one has come", async () => {
    const server = slowServer();
    const reader = read();
    reader.want(lastHour);
    await server.answer(0, historyOf(12_000));
    await vi.waitFor(() => expect(reader.store.getState().reading).toBe(false));
    reader.want(lastDay);
    expect(reader.store.getState()).toMatchObject({ key: keyOf(lastDay), reading: true });
    expect(reader.store.getState().answer?.key).toBe(keyOf(lastHour));
  });

  it("says why a reading failed, keeps what was there, and reads again when told to", async () => {
    const server = slowServer();
    const reader = read();
    reader.want(lastHour);
    await server.answer(0, historyOf(12_000));
    await vi.waitFor(() => expect(reader.store.getState().reading).toBe(false));
    reader.again();
    await server.fail(1);
    await vi.waitFor(() => expect(reader.store.getState().problem?.code).toBe("no-answer"));
    expect(reader.store.getState().reading).toBe(false);
    expect(reader.store.getState().answer?.history.stepMs).toBe(12_000);
    reader.again();
    await server.answer(2, historyOf(12_000));
    await vi.waitFor(() => expect(reader.store.getState().problem).toBeNull());
  });

  it("reads the same request once, and nothing when nothing is wanted", async () => {
    const server = slowServer();
    const reader = read();
    reader.want(lastHour);
    reader.want({ ...lastHour });
    expect(server.of("/history")).toHaveLength(1);
    reader.want(null);
    reader.again();
    await server.answer(0, historyOf(12_000));
    expect(reader.store.getState()).toEqual({ answer: null, key: null, reading: false, problem: null });
    expect(server.of("/history")).toHaveLength(1);
  });
});
