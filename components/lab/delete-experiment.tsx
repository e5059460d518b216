"use client";
import { useRouter } from "next/navigation";
import { useState } from "react";
import { FormProblem } from "@/components/access/form-problem";
import { api } from "@/components/live/api";
import { useRequest } from "@/components/people/use-request";
import { Button } from "@/components/ui/button";
import { Dialog } from "@/components/ui/dialog";
import type { Experiment } from "@/lib/contract";
import { dropExperiment, pathOf } from "./use-experiments";
import { usePlaceWithheld, useUnheard } from "./use-lab";

/** Deletes what an experiment has measured, after it was said that it cannot be had back. */
export function DeleteExperiment({ experiment: { id, where } }: { experiment: Experiment }) {
  const router = useRouter();
  const [asking, setAsking] = useState(false);
  const withheld = usePlaceWithheld(where);
  const off = useUnheard();
  const { problem, sending, send } = useRequest(
    () => api.delete(pathOf(id)),
    () => {
      router.push("/lab");
      dropExperiment(id);
    },
  );
  return (
    <>
      <Button blocked={withheld ?? off} onClick={() => setAsking(true)}>
        Delete…
      </Button>
      {asking && (
        <Dialog
          open
          onOpenChange={setAsking}
          title="Delete this experiment?"
          footer={
            <>
              <Button onClick={() => setAsking(false)}>Cancel</Button>
              <Button
                variant="danger"
                onClick={send}
                blocked={sending ? "It is on its way to Tidemark." : null}
              >
                Delete experiment
              </Button>
            </>
          }
        >
          <FormProblem problem={problem} />
          <p className="whitespace-normal text-pretty px-5 py-4">
            Its figures go, and cannot be had back. The audit keeps that it ran. Export them first where they
            are worth something.
          </p>
        </Dialog>
      )}
    </>
  );
}
