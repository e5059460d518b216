import { describe, expect, it } from "vitest";
import { eventsCsv } from "./csv";
import { anEvent } from "./event.fixture";

const line = (given: Parameters<typeof anEvent>[1]) => eventsCsv([anEvent(1, given)]).split("\r\n")[1];

describe("events as CSV", () => {
  it("has a head line and one line for each event", () => {
    expect(eventsCsv([anEvent(1), anEvent(2)]).split("\r\n")).toEqual([
      "at,type,severity,group,instance,title,detail,run",
      "2026-03-01T14:08:01.000Z,link-down,critical,orders,eu-2:6379,eu-2 link down,,",
      "2026-03-01T14:08:02.000Z,link-down,critical,orders,eu-2:6379,eu-2 link down,,",
    ]);
  });

  it("quotes commas, quotes and line ends", () => {
    expect(line({ title: 'a, "b"\nc' })).toContain('"a, ""b""\nc"');
  });

  it("takes the sting out of what a spreadsheet would compute", () => {
    expect(line({ title: "=HYPERLINK(1)" })).toContain(",'=HYPERLINK(1),");
    expect(line({ title: "@x" })).toContain(",'@x,");
  });

  it("leaves the unknown empty", () => {
    expect(line({ group: null, instance: null })).toMatch(/critical,,,eu-2 link down/);
  });
});
