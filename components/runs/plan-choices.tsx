import type { Plan, PlanRequest } from "@/lib/contract";
import { CascadeChoices } from "./cascade-choices";
import { PromoteChoices } from "./promote-choices";
import type { Names } from "./use-names";

/** What an action leaves open: each choice asks for another plan. */
export function PlanChoices({
  request,
  plan,
  ...rest
}: {
  group: string;
  request: PlanRequest;
  /** The plan that answers the request; null while it is made. */
  plan: Plan | null;
  starting: boolean;
  onChange: (request: PlanRequest) => void;
  names: Names;
}) {
  switch (request.action) {
    case "promote":
      return <PromoteChoices request={request} {...rest} />;
    case "relieve":
    case "flatten":
      return (
        <CascadeChoices request={request} plan={plan} starting={rest.starting} onChange={rest.onChange} />
      );
    default:
      return null;
  }
}
