import type { Metadata } from "next";
import { RunPage } from "@/components/runs/run-page";

interface Props {
  params: Promise<{ run: string }>;
}

export async function generateMetadata({ params }: Props): Promise<Metadata> {
  return { title: `Run ${(await params).run}` };
}

/** One run, live through a reload. */
export default async function Page({ params }: Props) {
  return <RunPage id={(await params).run} />;
}
