import type { Metadata } from "next";
import { ExperimentPage } from "@/components/lab/experiment-page";

interface Props {
  params: Promise<{ experiment: string }>;
}

export async function generateMetadata({ params }: Props): Promise<Metadata> {
  return { title: `Experiment ${(await params).experiment}` };
}

/** One experiment, live through a reload. */
export default async function Page({ params }: Props) {
  return <ExperimentPage id={(await params).experiment} />;
}
