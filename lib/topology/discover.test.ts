import { describe, expect, it } from "vitest";
import { addressOf, listed, primaryView, replicaView } from "@/lib/group/members.fixture";
import { namedAddresses } from "./discover";

describe("namedAddresses", () => {
  it("names the upstream and the replicas of a replica in the middle of a chain", () => {
    const view = replicaView(10, "us-1:6379", {}, { listed: [listed("ap-1:6379")] });
    expect(namedAddresses(view)).toEqual({
      upstream: addressOf("us-1:6379"),
      replicas: [addressOf("ap-1:6379")],
    });
  });

  it("leaves out backup pullers and the second line of a copy over two connections", () => {
    const view = primaryView(10, [], {
      listed: [
        listed("10.0.0.9:0"),
        listed("eu-1:6379", { channel: "rdb-channel", state: "wait_bgsave" }),
        listed("eu-1:6379", { channel: "main-channel", state: "bg_transfer" }),
      ],
    });
    expect(namedAddresses(view)).toEqual({ upstream: null, replicas: [addressOf("eu-1:6379")] });
  });
});
