import { describe, expect, it } from "vitest";
import type { Event } from "@/lib/contract";
import { eventCsvLine, eventsCsvHead } from "./csv";

const event: Event = {
  id: "event-1",
  at: "2026-03-01T14:08:01.000Z",
  type: "link-down",
  group: "orders",
  instance: "eu-2:6379",
  severity: "critical",
  title: "eu-2 link down",
  detail: "",
  run: null,
};
const line = (given: Partial<Event>) => eventCsvLine({ ...event, ...given });

describe("events as CSV", () => {
  it("have a head line and one line each, both ended by CRLF", () => {
    expect(eventsCsvHead).toBe("at,type,severity,group,instance,title,detail,run\r\n");
    expect(eventCsvLine(event)).toBe(
      "2026-03-01T14:08:01.000Z,link-down,critical,orders,eu-2:6379,eu-2 link down,,\r\n",
    );
  });

  it("have commas, quotes and line ends in quotes", () => {
    expect(line({ title: 'a, "b"\nc' })).toContain('"a, ""b""\nc"');
  });

  it.each(["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1"])(
    "R12: take the sting out of %j, which a spreadsheet would compute",
    (title) => {
      expect(line({ title })).toMatch(/,"?'[=+\-@\t\r]/);
    },
  );

  it("leave the unknown empty", () => {
    expect(line({ group: null, instance: null })).toMatch(/critical,,,eu-2 link down/);
  });
});
