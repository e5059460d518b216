import { api } from "@/components/live/api";
import type { ChangeLink, Experiment, StartExperimentInput } from "@/lib/contract";
import { pathOf, putExperiment } from "./use-experiments";

const put = (experiment: Experiment): Experiment => {
  putExperiment(experiment);
  return experiment;
};

/** @throws ApiProblem as every call of the API: `lab-busy` names the experiment that runs. */
export const startExperiment = (body: StartExperimentInput): Promise<Experiment> =>
  api.post<Experiment>("/api/lab/experiments", body).then(put);

export const stopExperiment = (id: string): Promise<Experiment> =>
  api.post<Experiment>(`${pathOf(id)}/stop`, {}).then(put);

export const changeLink = (id: string, change: ChangeLink): Promise<Experiment> =>
  api.post<Experiment>(`${pathOf(id)}/links`, change).then(put);
