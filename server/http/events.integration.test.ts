import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { createServer } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { getRequestListener } from "@hono/node-server";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type Event, EventPage } from "@/lib/contract";
import { ProblemError } from "@/server/errors";
import { createStore } from "@/server/store";
import { eventAt, t0 } from "@/server/store/objects.fixture";
import { asTest } from "@/server/testing/who";
import { call, startForTest, type TestTidemark } from "../tidemark.fixture";
import { refused } from "./api.fixture";
import { type EventFormat, eventFile } from "./event-file";

const count = 1_234;
/** Seven events to a millisecond, so that pages end within one. */
const at = (n: number): number => t0 + Math.floor(n / 7);

let dir = "";
let tidemark: TestTidemark;
/** Newest first. */
let all: Event[] = [];
beforeAll(async () => {
  dir = mkdtempSync(join(tmpdir(), "tidemark-events-"));
  const store = await createStore(dir, { tiers: [{ stepMs: 1_000, keepMs: 1e12 }], pollIntervalMs: 1_000 });
  const drafts = Array.from({ length: count }, (_, n) =>
    eventAt(at(n), {
      title: n === 0 ? '=HYPERLINK("http://evil.example"),\n2' : `event ${n}`,
      group: n % 3 === 0 ? "carts" : "orders",
      type: n % 5 === 0 ? "link-up" : "link-down",
    }),
  );
  all = (await store.events.append(drafts)).toReversed();
  await store.close();
  tidemark = await startForTest([], { dataDir: dir });
});
afterAll(async () => {
  await tidemark?.close();
  rmSync(dir, { recursive: true, force: true });
});

const page = async (path: string): Promise<EventPage> =>
  EventPage.strict().parse((await tidemark.get(path)).json);
/** The records of a CSV file without its head, as RFC 4180 has them. */
const records = (text: string): string[] => text.split(/\r\n/).slice(1, -1);

describe("pages", () => {
  test.each([7, 10, 1_000])("of %i events make up the whole list, each event once", async (limit) => {
    const ids: string[] = [];
    for (let cursor = ""; ; ) {
      const { events, next } = await page(`/api/events?limit=${limit}${cursor}`);
      ids.push(...events.map(({ id }) => id));
      if (next === null) break;
      expect(events).toHaveLength(limit);
      cursor = `&cursor=${next}`;
    }
    expect(ids).toEqual(all.map(({ id }) => id));
  });

  test("keep to the filter and the range, and the last one says that it is", async () => {
    const wanted = all.filter(({ group, at: when }) => group === "carts" && Date.parse(when) < t0 + 10);
    const query = `/api/events?group=carts&to=${t0 + 10}&limit=${wanted.length - 1}`;
    const first = await page(query);
    const second = await page(`${query}&cursor=${first.next}`);
    expect([...first.events, ...second.events]).toEqual(wanted);
    expect(second.next).toBeNull();
  });

  test("have 100 events where no limit is given", async () => {
    expect((await page("/api/events")).events).toHaveLength(100);
  });

  test.each(["x", "1_2", "1800000000000_'; drop table events", "_"])(
    "the cursor %j is refused",
    async (cursor) => {
      const answer = tidemark.get(`/api/events?cursor=${encodeURIComponent(cursor)}`);
      expect(await refused(answer)).toMatchObject({ status: 400, code: "bad-request" });
    },
  );
});

describe("a file", () => {
  test.each(["csv", "json"])("of %s is an attachment with a name of its own", async (format) => {
    const { headers } = await tidemark.get(`/api/events?format=${format}`);
    expect(headers["content-type"]).toMatch(
      format === "csv" ? /^text\/csv; charset=utf-8/ : /^application\/json/,
    );
    expect(headers["content-disposition"]).toMatch(
      new RegExp(`^attachment; filename="tidemark-events-[\\dT-]+Z\\.${format}"$`),
    );
    expect(headers["x-content-type-options"]).toBe("nosniff");
    expect(headers["cache-control"]).toBe("no-store");
  });

  test("as CSV has all events, whatever a page holds, and computes nothing in a spreadsheet", async () => {
    const { text } = await tidemark.get("/api/events?format=csv");
    const rows = records(text);
    expect(rows).toHaveLength(count);
    expect(rows[0]).toBe(`${all[0]?.at},link-down,critical,carts,h:1,event ${count - 1},,`);
    expect(rows.at(-1)).toContain(`carts,h:1,"'=HYPERLINK(""http://evil.example""),\n2",,`);
  });

  test("as JSON has all events, as one page of the API", async () => {
    expect(await page("/api/events?format=json")).toEqual({ events: all, next: null });
  });

  test("is CSV for whoever accepts only that, and a page for a browser", async () => {
    const asked = (accept: string) =>
      call(`${tidemark.url}/api/events`, { headers: { Accept: accept, ...asTest } });
    expect(records((await asked("text/csv")).text)).toHaveLength(count);
    expect((await asked("text/html,application/xhtml+xml,*/*;q=0.8")).json).toMatchObject({ next: /_/ });
    expect((await asked("application/json, text/csv;q=0.5")).json).not.toBeNull();
  });

  test("and a page keep to several types, severities, a run and words at once", async () => {
    const query = "type=link-up,link-down&severity=critical&q=EVENT%201";
    const wanted = all.filter(({ title, severity }) => severity === "critical" && title.includes("event 1"));
    const lines = records((await tidemark.get(`/api/events?format=csv&${query}`)).text);
    expect(lines).toHaveLength(wanted.length);
    expect((await page(`/api/events?limit=1000&${query}`)).events).toEqual(wanted);
    const none = ["severity=warning", "run=r", "q=%25", "q=event_1", "type=failover,gap"];
    for (const filter of none) expect((await page(`/api/events?${filter}`)).events).toEqual([]);
    expect((await page("/api/events?q=h%3A1&limit=7")).events).toHaveLength(7);
  });

  test("keeps to filter, range, limit and cursor", async () => {
    const query = `/api/events?format=csv&group=orders&type=link-down&from=${t0 + 20}&to=${t0 + 120}`;
    const wanted = all.filter((event) => {
      const ms = Date.parse(event.at);
      return event.group === "orders" && event.type === "link-down" && ms >= t0 + 20 && ms < t0 + 120;
    });
    expect(records((await tidemark.get(query)).text)).toHaveLength(wanted.length);
    const [one] = records((await tidemark.get(`${query}&limit=1`)).text);
    expect(one).toContain(wanted[0]?.title);
  });

  test("of nothing has its head, or an empty list", async () => {
    const none = "/api/events?group=none&format=";
    expect((await tidemark.get(`${none}csv`)).text).toBe(
      "at,type,severity,group,instance,title,detail,run\r\n",
    );
    expect(await page(`${none}json`)).toEqual({ events: [], next: null });
  });
});

describe("a store that fails", () => {
  const mayStill = async () => true;
  /** Gives pages of events without end, until it fails at the given call. */
  const failingAt = (call: number) => {
    let calls = 0;
    return {
      list: async ({ limit }: { limit: number }): Promise<Event[]> => {
        calls += 1;
        if (calls === call) throw new ProblemError(503, "store-failing", "The store is failing", "");
        return all.slice(0, limit);
      },
    };
  };

  test("at once is a refusal, not half a file", async () => {
    const file = eventFile(failingAt(1), {}, { format: "csv", most: null, nowMs: t0, mayStill });
    await expect(file).rejects.toMatchObject({ code: "store-failing" });
  });

  test.each<EventFormat>(["csv", "json"])(
    "midway breaks the %s off, so that half of it is not taken for all",
    async (format) => {
      const server = createServer(
        getRequestListener(() => eventFile(failingAt(3), {}, { format, most: null, nowMs: t0, mayStill })),
      );
      await once(server.listen(0, "127.0.0.1"), "listening");
      const address = server.address();
      const port = typeof address === "object" ? address?.port : null;
      await expect(fetch(`http://127.0.0.1:${port}/`).then((response) => response.text())).rejects.toThrow();
      server.close();
    },
  );
});
