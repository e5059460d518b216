"use client";
import { useGroupName } from "@/components/runs/use-group-options";
import type { Lab } from "@/lib/contract";
import { formatBytes, formatCount } from "@/lib/format";
import { PlaceRow } from "./place-row";

/** Where experiments may run, who can allow more, and what they may do there at most. */
export function PlacesPanel({ lab, onChanged }: { lab: Lab; onChanged: () => void }) {
  const { throwaway, groups } = lab;
  const [first] = groups;
  return (
    <section aria-labelledby="places" className="px-5 py-4 max-sm:px-4">
      <h2 id="places" className="font-semibold">
        Where experiments may run
      </h2>
      <ul className="divide-y pt-1">
        <PlaceRow
          where={{ place: "throwaway" }}
          name="Throw-away servers"
          allowed={throwaway.allowed}
          unable={throwaway.unable}
          onChanged={onChanged}
        >
          {throwaway.server === null
            ? "Servers of its own for each experiment, on Tidemark’s machine, gone after it."
            : `Version ${throwaway.server.version}, started on Tidemark’s machine for each experiment and gone after it.`}
        </PlaceRow>
        {groups.map((group) => (
          <GroupRow key={group.group} group={group} onChanged={onChanged} />
        ))}
      </ul>
      {first !== undefined && (
        <p className="pt-2 text-pretty text-12 text-fg-3">
          In a group, at most {formatCount(first.limits.writesPerSecond)} writes and{" "}
          {formatCount(first.limits.readsPerSecond)} reads a second on keys of{" "}
          {formatBytes(first.limits.bytes)} together. All of them begin with{" "}
          <code className="mono">tidemark:lab:</code>, expire by themselves, and are removed at the end or on
          Stop.
        </p>
      )}
    </section>
  );
}

function GroupRow({
  group: { group, allowed, instances },
  onChanged,
}: {
  group: Lab["groups"][number];
  onChanged: () => void;
}) {
  const replicas = instances.filter(({ role }) => role === "replica").length;
  return (
    <PlaceRow
      where={{ place: "group", group }}
      name={useGroupName(group)}
      allowed={allowed}
      unable={null}
      onChanged={onChanged}
    >
      {`${replicas} ${replicas === 1 ? "replica" : "replicas"} to read from, as they stand.`}
    </PlaceRow>
  );
}
