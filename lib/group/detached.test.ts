import { expect, it } from "vitest";
import { deriveGroup } from "./derive";
import type { Member } from "./member";
import { deriveInput, membersOf, primaryView, reached, replicaView, silent } from "./members.fixture";

const [P, A, B] = ["10.0.0.1:6379", "10.0.0.2:6379", "10.0.0.3:6379"] as const;
const derive = (detached: readonly string[], ...members: Member[]) =>
  deriveGroup(deriveInput(membersOf(...members), 0, { detached: new Set(detached) })).group;
const primary = (id: string) => reached(id, 0, primaryView(1000));
const replica = (id: string) => reached(id, 0, replicaView(1000, P));
const isDetached = (group: ReturnType<typeof derive>, id: string) =>
  group.instances.find((instance) => instance.id === id)?.detached;

it("keeps the group's primary beside one that was detached", () => {
  const group = derive([B], primary(P), replica(A), primary(B));
  expect(group.primary).toBe(P);
  expect(isDetached(group, B)).toBe(true);
});

it("has no primary when a second one was not detached", () => {
  expect(derive([], primary(P), replica(A), primary(B)).primary).toBeNull();
});

it("keeps a silent primary in its place rather than take a detached one for it", () => {
  expect(derive([B], silent(primary(P), 0), replica(A), primary(B)).primary).toBe(P);
});

it("takes a detached instance for the primary where there is no other", () => {
  const group = derive([B], primary(B));
  expect(group.primary).toBe(B);
  expect(isDetached(group, B)).toBe(false);
});

it("calls nothing detached that follows somebody again", () => {
  expect(isDetached(derive([A], primary(P), replica(A)), A)).toBe(false);
});
