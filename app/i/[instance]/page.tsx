import type { Metadata } from "next";
import { Suspense } from "react";
import { InstancePage } from "@/components/instance/instance-page";

interface Params {
  params: Promise<{ instance: string }>;
}

export async function generateMetadata({ params }: Params): Promise<Metadata> {
  return { title: decodeURIComponent((await params).instance) };
}

export default async function Page({ params }: Params) {
  const { instance } = await params;
  return (
    <Suspense>
      <InstancePage instanceId={decodeURIComponent(instance)} />
    </Suspense>
  );
}
