import type { Logger } from "pino";
import type { AuditDraft } from "@/lib/contract";
import { LeaseLost } from "@/server/errors";
import type { Lease, Store } from "@/server/ports";

/** A run's hold on its group: renewed for as long as the run goes on, and asked before anything is sent. */
export class Tenure {
  #lost = false;
  #renewing: NodeJS.Timeout | null = null;

  constructor(
    readonly lease: Lease,
    private readonly leases: Store["leases"],
    private readonly log: Logger,
  ) {}

  /** Renews the lease from now on. @param cancel called each time that another process asks for the run to be stopped. */
  start(cancel: () => void): void {
    const renew = (): void =>
      void this.renew([]).then(
        ({ cancels }) => cancels && cancel(),
        () => undefined,
      );
    this.#renewing = setInterval(renew, this.leases.renewEveryMs);
    this.#renewing.unref();
  }

  /**
   * Whether something may be sent now, by the clock alone: asked when the bytes are about to leave, so that a process that
   * was stopped since its last write sends nothing when it wakes.
   */
  permit = (): boolean => !this.#lost && this.lease.leftMs() > 0;

  /** @throws LeaseLost when another process has the run. */
  check(): void {
    if (this.#lost) throw new LeaseLost(this.lease.run);
  }

  /**
   * Makes sure that the run is still ours before a command that must leave, and writes `entries` down. A store that cannot
   * be written does not keep it here: then it is enough that nobody has taken the group.
   * @returns what is to be asked when the bytes are about to leave.
   * @throws LeaseLost
   */
  async ensure(entries: readonly AuditDraft[]): Promise<() => boolean> {
    this.check();
    try {
      if (entries.length > 0 || !this.permit()) await this.renew(entries);
      return this.permit;
    } catch (problem) {
      if (problem instanceof LeaseLost) throw problem;
      if (this.permit()) return this.permit;
      if (await this.leases.holds(this.lease).catch(() => false)) return () => true;
      throw new LeaseLost(this.lease.run);
    }
  }

  /** Ends the renewal; with `givesBack` another process may take the run up at once. */
  async end({ givesBack }: { givesBack: boolean }): Promise<void> {
    if (this.#renewing !== null) clearInterval(this.#renewing);
    this.#renewing = null;
    if (givesBack && !this.#lost) await this.leases.release(this.lease).catch(() => undefined);
  }

  private async renew(entries: readonly AuditDraft[]): Promise<{ readonly cancels: boolean }> {
    try {
      return await this.leases.renew(this.lease, entries);
    } catch (problem) {
      if (problem instanceof LeaseLost) this.#lost = true;
      else this.log.warn({ run: this.lease.run, err: problem }, "The lease could not be renewed");
      throw problem;
    }
  }
}
