import { execFileSync } from "node:child_process";
import { afterAll, beforeAll, expect, test } from "vitest";
import { findServer } from "@/server/local";
import { startGroup, type TestGroup } from "@/server/testing/group";
import { createReadRouter, RouterError } from "./index";

const BOUND_SECONDS = 0.5;

let group: TestGroup;
beforeAll(async () => {
  const binary = await findServer({ say: () => {} });
  if ("missing" in binary) throw new Error(binary.missing);
  group = await startGroup({ binary, replicas: 1 });
});
afterAll(() => group.stop());

/** Sends lines, one after the other, from another process, while nothing else happens in this one. */
function sayMeanwhile({ host, port }: { host: string; port: number }, ...lines: readonly string[]): void {
  const text = JSON.stringify([...lines, "QUIT", ""].join("\r\n"));
  const script = `require("node:net").connect(${port}, "${host}", function () { this.end(${text}) }).resume()`;
  execFileSync(process.execPath, ["-e", script]);
}

test("a process that stood still does not take the primary of its last look for fresh", async () => {
  const [primary, replica] = [group.primary, group.replicas[0]];
  if (replica === undefined) throw new Error("no replica");
  const router = createReadRouter({ seeds: [primary], pollMs: 250 });
  await router.ready();
  await router.write(["SET", "stock", "before"]);

  // Not one turn of the event loop passes from here to the read: the router sees nothing of this.
  sayMeanwhile(replica, "REPLICAOF NO ONE", "SET stock after");
  sayMeanwhile(primary, "REPLICAOF 127.0.0.1 1");
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, BOUND_SECONDS * 1_000 + 700);
  const outcome = await router
    .read(["GET", "stock"], { maxLagSeconds: BOUND_SECONDS })
    .then(({ reply }) => reply)
    .catch((error: unknown) => (error instanceof RouterError ? error.code : String(error)));
  await router.close();
  expect(["after", "too-far-behind", "no-primary"]).toContain(outcome);
});
