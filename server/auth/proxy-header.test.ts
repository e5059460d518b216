import fc from "fast-check";
import { expect, test } from "vitest";
import { parseNetwork } from "@/server/redis/network";
import { createProxyHeader, type ProxiedRequest } from "./proxy-header";

const loopback = parseNetwork("127.0.0.1");
const house = parseNetwork("10.0.0.0/24");
if (!loopback.ok || !house.ok) throw new Error("not networks");

const read = createProxyHeader({
  from: [loopback.value, house.value],
  userHeader: "x-forwarded-user",
  groupsHeader: "x-forwarded-groups",
  groupsSeparator: ",",
  grants: [
    { value: "*", role: "viewer", groups: null },
    { value: "redis admins", role: "admin", groups: null },
    { value: "on-call", role: "operator", groups: ["orders"] },
  ],
});

const from = (peer: string | null, ...rawHeaders: string[]): ProxiedRequest => ({ peer, rawHeaders });
/** Who it is; null: nobody; or the code of the refusal. */
function answer(request: ProxiedRequest, ask = read) {
  const who = ask(request);
  return who.ok ? who.value : who.error.code;
}

test("a trusted proxy names who asks, and its groups say what they may do", () => {
  expect(answer(from("10.0.0.7", "Host", "t", "X-Forwarded-User", "anna@example.org"))).toEqual({
    name: "anna@example.org",
    grants: { all: "viewer", groups: {} },
  });
  expect(
    answer(
      from(
        "::ffff:127.0.0.1",
        "x-forwarded-user",
        "ben",
        "X-Forwarded-Groups",
        "staff, on-call,redis admins,",
      ),
    ),
  ).toEqual({ name: "ben", grants: { all: "admin", groups: { orders: "operator" } } });
});

test("a request without the headers names nobody, wherever it comes from", () => {
  expect(answer(from("10.0.0.7", "Host", "t"))).toBeNull();
  expect(answer(from("192.0.2.1", "Host", "t"))).toBeNull();
  expect(answer(from("10.0.0.7", "x-forwarded-user", "", "x-forwarded-groups", ""))).toBeNull();
});

test.each([
  ["another address", "10.0.1.7"],
  ["an address that reads like a trusted one", "110.0.0.7"],
  ["an IPv6 address with the same bits", "::a00:7"],
  ["a socket without an address", null],
  ["what is no address", "10.0.0.7, 192.0.2.1"],
])("the headers are refused from %s", (_, peer) => {
  expect(answer(from(peer, "X-Forwarded-User", "anna"))).toBe("bad-proxy-header");
  expect(answer(from(peer, "X-Forwarded-User", ""))).toBe("bad-proxy-header");
  expect(answer(from(peer, "x-forwarded-groups", "redis admins"))).toBe("bad-proxy-header");
});

test("what a request says of its own way here makes no proxy trusted", () => {
  const forged = ["X-Forwarded-For", "10.0.0.7", "X-Real-IP", "127.0.0.1", "Forwarded", "for=127.0.0.1"];
  expect(answer(from("192.0.2.1", ...forged, "X-Forwarded-User", "anna"))).toBe("bad-proxy-header");
});

test("a header that a client sent beside the proxy's is refused, in either order", () => {
  for (const header of ["X-Forwarded-User", "X-Forwarded-Groups"])
    for (const values of [
      ["anna", "root"],
      ["root", "anna"],
      ["", "root"],
    ])
      expect(
        answer(from("10.0.0.7", "x-forwarded-user", "anna", ...values.flatMap((value) => [header, value]))),
      ).toBe("bad-proxy-header");
});

test.each([
  "anna, root",
  "anna,root",
  "anna root",
  "-",
  "(null)",
  "\u00e4nna",
  "anna\u0000",
  "anna\t",
  "<b>",
  "a".repeat(129),
])("what is not one plain name is refused: %j", (user) => {
  expect(answer(from("10.0.0.7", "X-Forwarded-User", user))).toBe("bad-proxy-header");
});

test("groups in other letters than printable ASCII are refused", () => {
  for (const groups of ["on-call\u0000", "on-call\tstaff", "b\u00fcro"])
    expect(answer(from("10.0.0.7", "X-Forwarded-User", "anna", "X-Forwarded-Groups", groups))).toBe(
      "bad-proxy-header",
    );
});

test("a header whose name only resembles the configured one says nothing", () => {
  for (const near of ["X_Forwarded_User", "X-Forwarded-User ", "X-Forwarded-Usér", "Remote-User"])
    expect(answer(from("10.0.0.7", near, "root"))).toBeNull();
  // A value may be what a header is called.
  expect(answer(from("10.0.0.7", "Referer", "x-forwarded-user", "Accept", "root"))).toBeNull();
});

test("without a proxy in the settings its headers say nothing", () => {
  expect(answer(from("127.0.0.1", "X-Forwarded-User", "root"), createProxyHeader(null))).toBeNull();
});

test("whatever is sent, nobody is named from an address that is not trusted", () => {
  const header = fc.constantFrom("X-Forwarded-User", "x-forwarded-user", "X-Forwarded-Groups", "Host");
  fc.assert(
    fc.property(
      fc.oneof(fc.ipV4(), fc.ipV6(), fc.string()),
      fc.array(fc.tuple(header, fc.string()), { maxLength: 5 }),
      (peer, headers) => {
        fc.pre(!/^(::ffff:)?(127\.0\.0\.1|10\.0\.0\.)/i.test(peer) && !/ffff:(a00|7f00)/i.test(peer));
        const who = answer(from(peer, ...headers.flat()));
        expect(who === null || who === "bad-proxy-header").toBe(true);
      },
    ),
  );
});
