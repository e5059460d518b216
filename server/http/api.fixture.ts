import { expect } from "vitest";
import type { z } from "zod";
import { Group, Problem } from "@/lib/contract";
import { idAt } from "@/server/testing/fleet";
import { startGroup } from "@/server/testing/group";
import { serverMatrix } from "@/server/testing/versions";
import { waitFor } from "@/server/testing/wait-for";
import { type Answer, startForTest, type TestTidemark } from "../tidemark.fixture";

export interface ApiBench {
  readonly tidemark: TestTidemark;
  readonly ids: { readonly primary: string; readonly replica: string };
  /** Reads an answer by its schema; give a strict one, since a field too many would be outside the contract. */
  read<S extends z.ZodType>(path: string, schema: S): Promise<z.output<S>>;
  close(): Promise<void>;
}

/** A primary and a replica, and a Tidemark that was told of the replica alone and knows both. */
export async function openApi(): Promise<ApiBench> {
  const [binary] = await serverMatrix();
  if (binary === undefined) throw new Error("no server");
  const servers = await startGroup({ binary, replicas: 1 });
  const [replica] = servers.replicas;
  if (replica === undefined) throw new Error("no replica");
  const ids = { primary: idAt(servers.primary), replica: idAt(replica) };
  const tidemark = await startForTest([`redis://${ids.replica}`]);
  await waitFor("the group is known and ok", async () => {
    const group = Group.safeParse((await tidemark.get("/api/groups/orders")).json);
    return group.success && group.data.status === "ok" && group.data.instances.length === 2;
  });
  return {
    tidemark,
    ids,
    async read(path, schema) {
      const answer = await tidemark.get(path);
      expect([path, answer.status]).toEqual([path, 200]);
      expect(answer.headers["content-type"]).toMatch(/^application\/json/);
      return schema.parse(answer.json);
    },
    async close() {
      await tidemark.close();
      await servers.stop();
    },
  };
}

/** A refusal in the shape of RFC 9457. */
export async function refused(answer: Promise<Answer>): Promise<Problem> {
  const { status, headers, json } = await answer;
  expect(headers["content-type"]).toBe("application/problem+json");
  const problem = Problem.parse(json);
  expect(problem.status).toBe(status);
  expect(problem.type).toContain(problem.code);
  return problem;
}
