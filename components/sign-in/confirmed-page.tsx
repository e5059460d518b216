import { BarePanel } from "./bare-panel";

/** Where the OpenID provider comes back to in a tab of its own: the plan waits in the other. */
export const ConfirmedPage = () => (
  <BarePanel title="It is you" lead="Close this tab. What you were about to do goes on where you left it." />
);
