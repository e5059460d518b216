import { globSync, readFileSync } from "node:fs";
import { expect, test } from "vitest";

/** Who may open a connection, and why it needs no look at `networks.allow`, or is that look. */
const openers: Readonly<Record<string, string>> = {
  "server/lab/link.ts": "the links of throw-away servers, to servers that Tidemark started itself",
  "server/local/ready.ts": "waits for servers that Tidemark started itself",
  "server/redis/connector.ts": "every server of a group, and every Sentinel",
  "server/redis/router-line.ts":
    "the read router, which an application runs; inside Tidemark guardedRouterOptions gives it sockets of connector.ts",
};

const isTest = (path: string): boolean => /\.(test|fixture|setup)\.ts$|^server\/testing\//.test(path);
/** Whatever of these modules makes a connection; their types, `isIP` and servers do not. */
const opens = [
  /import (?!type )[^;]*\b(connect|createConnection|Socket)\b[^;]*from "node:(net|tls)"/,
  /import (?!type )[^;{]*\bfrom "node:(net|tls|dgram|http2)"/,
  /import\("node:(net|tls|dgram|http2)"\)|require\(/,
  /\bnew (Redis|Cluster)\([^)]*\b(host|path|port)\b/,
];

test("R6: a connection to a server begins in one place, which looks at networks.allow", () => {
  const found = globSync("server/**/*.ts")
    .filter((path) => !isTest(path))
    .filter((path) => opens.some((pattern) => pattern.test(withoutTypes(readFileSync(path, "utf8")))));
  expect(found.sort()).toEqual(Object.keys(openers).sort());
});

/** `import { isIP, type Socket }` brings in no Socket. */
const withoutTypes = (source: string): string => source.replace(/\btype [A-Z]\w*/g, "");

test("R7: a host becomes a word of REPLICAOF in one place, which takes plain addresses alone", () => {
  const found = globSync(["server/**/*.ts", "lib/**/*.ts"])
    .filter((path) => !isTest(path))
    .filter((path) => /"(REPLICAOF|SLAVEOF)"(?!, "NO", "ONE")/.test(readFileSync(path, "utf8")));
  expect(found).toEqual(["lib/info/address.ts"]);
});
