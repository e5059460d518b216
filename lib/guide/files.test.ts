import { describe, expect, test } from "vitest";
import { guideFiles } from "./files";
import type { GuideForm } from "./form";
import { factsWith } from "./guide.fixture";
import { placeholders } from "./secrets";

const file = (name: string, said: Partial<GuideForm> = {}): string =>
  guideFiles(factsWith(said)).find((one) => one.name === name)?.text ?? "";
const settings = (text: string): string[] =>
  text.split("\n").filter((line) => line !== "" && !line.startsWith("#"));

describe("the files of a group", () => {
  test("are one for each server, the users, one for each Sentinel, and Tidemark's", () => {
    expect(guideFiles(factsWith()).map(({ name }) => name)).toEqual([
      "primary/redis.conf",
      "replica-1/redis.conf",
      "replica-2/redis.conf",
      "users.acl",
      "sentinel-1/sentinel.conf",
      "sentinel-2/sentinel.conf",
      "sentinel-3/sentinel.conf",
      "tidemark.yaml",
    ]);
    expect(guideFiles(factsWith({ auth: "password", sentinels: "" })).map(({ name }) => name)).toEqual([
      "primary/redis.conf",
      "replica-1/redis.conf",
      "replica-2/redis.conf",
      "tidemark.yaml",
    ]);
  });

  test("say above each setting why, with the number it was worked out from", () => {
    const text = file("primary/redis.conf").replaceAll("\n# ", " ");
    expect(text).toContain("1.00 MiB/s × 5 m 00 s × 1.5 to spare = 450 MiB.\nrepl-backlog-size 450mb\n");
    expect(text).toContain("8.00 GiB at 32.0 MiB/s take 4 m 16 s");
    expect(text).toContain("client-output-buffer-limit replica 450mb 113mb 384\n");
  });

  test("differ between a primary and its replica in their addresses, folders and upstream alone", () => {
    const [primary, replica] = ["primary", "replica-1"].map((name) => settings(file(`${name}/redis.conf`)));
    expect(replica?.filter((line) => primary?.includes(line) !== true)).toEqual([
      "bind 10.0.0.2 127.0.0.1",
      "replica-announce-ip 10.0.0.2",
      "replicaof 10.0.0.1 6379",
    ]);
  });

  test("speak the version's own words: no setting that it does not know, and a listening address that it can read", () => {
    const named = { primary: "cache-1.example:6379" };
    expect(settings(file("primary/redis.conf", { ...named, version: "redis 6.0" }))).toContain(
      "bind 0.0.0.0",
    );
    expect(settings(file("primary/redis.conf", named))).toContain("bind * -::*");
    expect(file("primary/redis.conf", { version: "redis 6.2" })).not.toContain(
      "replica-ignore-disk-write-errors",
    );
    expect(file("primary/redis.conf")).toContain("replica-ignore-disk-write-errors yes");
    expect(file("sentinel-1/sentinel.conf", { version: "redis 6.0" })).toContain(
      "requirepass {{sentinel-password}}",
    );
    expect(file("sentinel-1/sentinel.conf")).not.toContain("requirepass");
    const all = guideFiles(factsWith(named)).map(({ text }) => text);
    expect(all.join("\n")).not.toMatch(/^(slave|min-slaves|repl-ping-slave)/m);
  });

  test("look names up before they are watched", () => {
    const lines = settings(file("sentinel-1/sentinel.conf", { primary: "cache-1.example:6379" }));
    const at = (start: string): number => lines.findIndex((line) => line.startsWith(start));
    expect(at("sentinel resolve-hostnames yes")).toBeGreaterThanOrEqual(0);
    expect(at("sentinel resolve-hostnames")).toBeLessThan(at("sentinel monitor"));
    expect(at("sentinel monitor")).toBeLessThan(at("sentinel auth-pass"));
  });

  test("keep a password for its party: in users.acl as a hash where one was made, in clear only where it is said", () => {
    const secrets = { ...placeholders, app: { clear: "app-secret", rule: "#abc" } };
    const made = guideFiles(factsWith({ sentinels: "" }), secrets);
    expect(made.filter(({ text }) => text.includes("app-secret")).map(({ name }) => name)).toEqual([
      "passwords.env",
    ]);
    expect(made.find(({ name }) => name === "users.acl")?.text).toContain("user app on #abc ");
    expect(made.find(({ name }) => name === "users.acl")?.text.split("\n")[0]).toBe("user default off");
  });

  test("give Tidemark its three users, and the Sentinel's password where there are no users", () => {
    expect(file("tidemark.yaml")).toContain(
      // biome-ignore lint/suspicious/noTemplateCurlyInString: It is a variable of the settings.
      'operator: { username: tidemark-op, password: "${ORDERS_OPERATOR}" }',
    );
    expect(file("tidemark.yaml", { version: "redis 6.0" })).toContain("sentinel: { password:");
    expect(file("tidemark.yaml", { tls: "yes" })).toContain('"rediss://10.0.0.1:6379"');
    expect(file("tidemark.yaml", { tls: "yes" })).toContain("tls/ca.crt");
  });
});
