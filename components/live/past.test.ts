import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { group, primary } from "../fleet/fleet.fixture";
import { leavePast, showPast } from "./past";
import { shownGroup } from "./past-view";
import { emptyPicture } from "./picture";
import { initialLiveState, liveStore } from "./state";

const now = group("orders", [primary()]);
const then = { ...now, status: "critical" as const };
const shown = () => shownGroup(liveStore.getState(), "orders");
const settle = () => new Promise<void>((done) => setTimeout(done));

/** Answers of the server by moment. */
function serve(answers: Record<string, Response>) {
  vi.stubGlobal("fetch", async (path: string, { signal }: { signal: AbortSignal }) => {
    await settle();
    if (signal.aborted) throw new DOMException("aborted", "AbortError");
    const at = new URL(path, "http://x").searchParams.get("at") ?? "";
    const answer = answers[at];
    if (answer === undefined) throw new TypeError("no network");
    return answer;
  });
}

const at = (ms: number): string => new Date(ms).toISOString();

beforeEach(() => {
  const view = { ...emptyPicture, ready: true, groups: { orders: now } };
  liveStore.setState({ ...initialLiveState, head: view, view }, true);
});
afterEach(() => {
  leavePast();
  vi.unstubAllGlobals();
});

describe("a group at a past moment", () => {
  it("takes the place of the present one once it is there, and gives it back", async () => {
    serve({ [at(5000)]: Response.json({ at: at(5000), group: then }) });
    showPast("orders", 5000);
    expect(shown()?.status).toBe(now.status);
    await vi.waitFor(() => expect(liveStore.getState().past?.is).toBe("there"));
    expect(shown()?.status).toBe("critical");
    leavePast();
    expect(shown()?.status).toBe(now.status);
  });

  it("is not known rather than the present one, where there is no picture of it", async () => {
    const problem = {
      type: "about:blank",
      title: "No picture",
      status: 404,
      code: "no-picture",
      detail: "Tidemark was not running.",
    };
    serve({ [at(5000)]: Response.json(problem, { status: 404 }) });
    showPast("orders", 5000);
    await vi.waitFor(() => expect(liveStore.getState().past).toMatchObject({ is: "missing", problem }));
    expect(shown()).toBeNull();
  });

  it("is not known while Tidemark does not answer", async () => {
    serve({});
    showPast("orders", 5000);
    await vi.waitFor(() =>
      expect(liveStore.getState().past).toMatchObject({ problem: { code: "no-answer" } }),
    );
    expect(shown()).toBeNull();
  });

  it("is that of the moment chosen last, whichever answer comes last", async () => {
    const first = Promise.withResolvers<Response>();
    const second = Promise.withResolvers<Response>();
    vi.stubGlobal("fetch", (path: string) => (path.includes(at(5000)) ? first : second).promise);
    showPast("orders", 5000);
    showPast("orders", 6000);
    second.resolve(Response.json({ at: at(6000), group: { ...now, revision: 77 } }));
    await vi.waitFor(() => expect(shown()?.revision).toBe(77));
    first.resolve(Response.json({ at: at(5000), group: then }));
    await settle();
    expect(shown()?.revision).toBe(77);
  });

  it("leaves other groups as they are", () => {
    serve({});
    showPast("elsewhere", 5000);
    expect(shown()).toBe(now);
  });
});
