import { expect, test } from "vitest";
import { listed, primaryView, replicaView, resolveAmong } from "@/lib/group/members.fixture";
import type { ReplicationView } from "@/lib/info/view";
import { linkStand } from "./link-stand";

const [up, down, other] = ["10.0.0.1:1", "10.0.0.2:2", "10.0.0.3:3"];
const online = primaryView(1, [down]);
const listing = (state: string): ReplicationView => primaryView(1, [], { listed: [listed(down, { state })] });

test.each<[string, ReplicationView | null, ReplicationView | null, string]>([
  ["up, and online for its upstream", replicaView(1, up), online, "up"],
  ["up, with an upstream that lists nobody of that address", replicaView(1, up), primaryView(1), "up"],
  ["up, with an upstream that cannot be read", replicaView(1, up), null, "up"],
  ["up, while its upstream still copies", replicaView(1, up), listing("send_bulk"), "copied"],
  ["up, while its upstream still waits for the save", replicaView(1, up), listing("wait_bgsave"), "copied"],
  ["not up yet", replicaView(1, up, { linkUp: false }), online, "coming"],
  ["up to somebody else", replicaView(1, other), online, "elsewhere"],
  ["none at all", primaryView(1), online, "elsewhere"],
  ["unknown", null, online, "unreadable"],
])("a link that is %s", (_, replica, upstream, stand) => {
  const look = (id: string) => (id === down ? replica : upstream);
  expect(linkStand({ resolve: resolveAmong([up, down, other]) }, look, down, up)).toBe(stand);
});
