import { AddGroupForm } from "./add-group-form";

/** What stands here before any group is watched. */
export function FirstRun() {
  return (
    <section className="gutter mx-auto flex w-full max-w-[560px] flex-col gap-5 py-10">
      <div>
        <h2 className="font-semibold text-16">Watch your first group</h2>
        <p className="mt-1 text-fg-2">
          Give the address of any one instance: primary, replica or replica of a replica. Tidemark asks it
          whom it follows and who follows it, and finds the rest.
        </p>
      </div>
      <div className="rounded-lg border bg-surface p-5">
        <AddGroupForm />
      </div>
      <p className="text-12 text-fg-3">
        Nothing at hand? <code className="mono">npm run demo</code> starts a group of real servers on this
        machine.
      </p>
    </section>
  );
}
