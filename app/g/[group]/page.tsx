import type { Metadata } from "next";
import { Suspense } from "react";
import { GroupPage } from "@/components/group/group-page";

interface Props {
  params: Promise<{ group: string }>;
}

const idOf = async ({ params }: Props): Promise<string> => decodeURIComponent((await params).group);

export async function generateMetadata(props: Props): Promise<Metadata> {
  return { title: await idOf(props) };
}

/** One group: who follows whom, how far behind, what is wrong, what happened. */
export default async function Page(props: Props) {
  const group = await idOf(props);
  return (
    <Suspense>
      <GroupPage key={group} groupId={group} />
    </Suspense>
  );
}
