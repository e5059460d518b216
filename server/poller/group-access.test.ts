import { expect, test } from "vitest";
import { usualNetworks } from "@/server/redis/networks";
import { groupConfigOf } from "./config";
import { readAccess } from "./group-access";

const config = groupConfigOf({ name: "orders", seeds: ["redis://10.0.0.1:6379"] });
const nasty = ["evil7\r\nb", "evil7\nb", "evil7\u0000b", "evil7 b", "-evil7", "no one", "no"];

test.each(nasty)(
  "R8: the host %j is refused in each place of a group's settings, and not repeated",
  async (host) => {
    const at = `${host}:6379`;
    const tls = { ...config.tls, "server-name": host };
    for (const wrong of [
      { ...config, seeds: [at] },
      { ...config, seeds: ["10.0.0.1", `rediss://${at}`] },
      { ...config, sentinels: [at] },
      { ...config, addresses: { [at]: "10.0.0.1:6379" } },
      { ...config, addresses: { "10.0.0.1:6379": at } },
      { ...config, seeds: ["rediss://10.0.0.1"], tls },
    ])
      await expect(readAccess(wrong, usualNetworks)).rejects.toMatchObject({
        status: 400,
        code: "bad-group",
        message: expect.not.stringContaining("evil7"),
      });
  },
);

test("every target of a group brings the networks it may lie in", async () => {
  const access = await readAccess({ ...config, seeds: ["h:1", "unix:/run/r.sock"] }, usualNetworks);
  expect(access.networks).toBe(usualNetworks);
  for (const { target } of access.seeds) expect(target.networks).toBe(usualNetworks);
});
