import type { RequestListener } from "node:http";
import type { DestinationStream, Logger } from "pino";
import { createActions } from "./actions";
import { createAftermaths } from "./aftermath/aftermaths";
import { createAuth } from "./auth";
import { createOidc } from "./auth/oidc";
import { proxyIdentity } from "./auth/proxy-identity";
import { createBackupBook } from "./backup/book";
import { createDrills } from "./backup/drill/drills";
import { createKeep } from "./backup/keep";
import type { WallClock } from "./backup/keep/clock";
import { countReaders } from "./backup/keep/readers";
import { sweepDrafts } from "./backup/sweep";
import { clearLeftovers } from "./backup/targets/leftovers";
import { createBackupPlaces } from "./backup/targets/places";
import { actionsGate, withStore } from "./gate";
import { createApi } from "./http/api";
import { denyOrigins } from "./http/denied-origins";
import { forbiddenIn } from "./http/forbidden";
import { createFront } from "./http/front";
import { listenOn } from "./http/listen";
import { mayServe } from "./http/may-serve";
import { oidcCallback } from "./http/routes/oidc";
import { setUpUrl } from "./http/routes/users";
import { createSites } from "./http/sites";
import { createWebServer, hostnameOf, withHsts } from "./http/web-server";
import { createGatekeeper } from "./http/who";
import { createKnownSecrets } from "./known-secrets";
import { carries } from "./lab/carries";
import { createLab } from "./lab/lab";
import { createLogger } from "./log";
import { createMetrics } from "./metrics";
import { packageRoot, packageVersion } from "./package";
import { openPages } from "./pages";
import { groupConfigOf, monotonicClock } from "./poller/config";
import { createFleet } from "./poller/fleet";
import type { Demo, Fleet, Store } from "./ports";
import { createGateway } from "./realtime/gateway";
import { damageFound } from "./record/damage";
import { recordDetached } from "./record/detached";
import { createEventRecorder } from "./record/events";
import { recordFindings } from "./record/findings";
import { gapsSince } from "./record/gaps";
import { createLoss } from "./record/loss";
import { recordPictures } from "./record/pictures";
import { recordRuns } from "./record/runs";
import { recordSamples } from "./record/samples";
import { Networks } from "./redis/networks";
import type { Settings } from "./settings";
import { formatListen } from "./settings/listen";
import { createStore } from "./store";
import { withAddedGroups } from "./store/added-groups";
import { withHidden } from "./store/hidden";
import type { LeaseTimes } from "./store/leases";

export interface StartOptions {
  /** The demo's hold on the servers it started, and the name of their group. */
  readonly demo?: { readonly group: string; readonly demo: Demo };
  /** Next in development mode, with hot reload. */
  readonly dev?: boolean;
  /** A taken port is passed over for the next free one. */
  readonly passOverTakenPorts?: boolean;
  readonly log?: Logger;
  /** Where the lines of our own logger go instead of stderr; it is then used whatever `log` is. */
  readonly logTo?: DestinationStream;
  /** How long a group is held without renewal; shorter for tests alone. */
  readonly lease?: LeaseTimes;
  /** The server program that backups are drilled with; by default one on PATH. */
  readonly drillServer?: string | null;
  /** What schedules are kept by; another one for tests alone. */
  readonly clock?: WallClock;
  /** What sessions, links and confirmations are judged by; another one for tests alone. */
  readonly now?: () => number;
  /** Who answers what is neither API nor socket; by default Next.js. */
  readonly pages?: typeof openPages;
}

export interface Tidemark {
  /** Where the page is, without a trailing slash. */
  readonly url: string;
  readonly fleet: Fleet;
  /** A one-use link for the first account; null: there is one. */
  readonly setUpUrl: string | null;
  /** In the demo: a link that signs in and leads to a path; null elsewhere. */
  enterUrl(to: string): string | null;
  close(): Promise<void>;
}

/** How long a failover plan may be run after it was made. Seconds. */
const planLifeSeconds = 120;
const isScheduled = ({ schedule, drill, recheck }: Settings["backups"]): boolean =>
  [schedule, drill.schedule, recheck.schedule].some((one) => one !== null);
/** A shutdown takes no longer than this, whatever hangs. */
const closeMs = 3_000;

/**
 * Starts everything: store, fleet, actions, API, socket and pages on one HTTP server.
 * @throws ProblemError `port-taken`, `cannot-listen`, `store-damaged`, `store-failing`, `bad-group`, … : nothing is left running.
 */
export async function startTidemark(settings: Settings, options: StartOptions = {}): Promise<Tidemark> {
  const secrets = createKnownSecrets();
  for (const group of settings.groups) secrets.learn(group);
  for (const { token } of settings.access.tokens) secrets.add(token);
  if (settings.access.oidc?.clientSecret != null) secrets.add(settings.access.oidc.clientSecret);
  const given = options.logTo === undefined ? options.log : undefined;
  const log = given ?? createLogger(settings.logLevel, options.logTo, secrets.hide);
  const version = packageVersion();
  const startedMs = Date.now();
  const now = options.now ?? Date.now;
  const undo: (() => unknown)[] = [];
  const close = () => closeAll(undo, log);
  try {
    // Taken before socket.io attaches, so that it keeps its own path from it; requests wait until all is up.
    const front = Promise.withResolvers<RequestListener>();
    const web = createWebServer(
      (request, response) => {
        void front.promise.then((answer) => answer(request, response));
      },
      { tls: settings.tls, hostname: hostnameOf(settings), log, now: Date.now },
    );
    const { server } = web;
    undo.push(web.close);
    const listen = await listenOn(server, settings.listen, options.passOverTakenPorts ?? false);
    const sites = createSites(listen, settings.publicUrl, web.scheme);

    const opened = await createStore(settings.dataDir, {
      tiers: settings.history.keep,
      pollIntervalMs: settings.poll.intervalMs,
      secretKey: settings.secretKey,
      ...(options.lease !== undefined && { lease: options.lease }),
    });
    undo.push(() => opened.close());
    for (const group of await opened.groups.list()) secrets.learn(groupConfigOf(group));
    const book = createBackupBook({
      store: opened,
      policy: () => ({
        maxAgeMs: settings.backups.maxAgeMs,
        drillMaxAgeMs: settings.backups.drill.maxAgeMs,
        drillsScheduled: settings.backups.drill.schedule !== null,
      }),
      historyKeepMs: Math.max(...settings.history.keep.map(({ keepMs }) => keepMs)),
      log,
      now: monotonicClock.nowMs,
    });
    undo.push(book.close);
    const store: Store = { ...withHidden(opened, secrets), backups: book.backups };

    const demo = options.demo ?? null;
    const fleet = await createFleet({
      groups: await withAddedGroups(settings.groups, store, log),
      poll: settings.poll,
      networks: new Networks(settings.networks.allow),
      thresholds: settings.lag,
      heartbeat: settings.heartbeat,
      openFindings: await store.findings.list(),
      backups: book.standing,
      log,
      ...(demo !== null && { demoGroup: demo.group }),
    });
    undo.push(() => fleet.close());

    const allowed = actionsGate(settings);
    if (allowed.reason !== null) log.warn(allowed.reason);
    const gate = withStore(allowed, store);
    const backups = countReaders(
      createBackupPlaces({
        dataDir: settings.dataDir,
        ...settings.backups,
        catalogue: (id) => store.backups.get(id),
      }),
    );
    const actions = createActions({
      fleet,
      store,
      gate,
      backups,
      settings: { failoverTimeoutSeconds: settings.actions.failoverTimeoutMs / 1000, planLifeSeconds },
      clock: monotonicClock.nowMs,
      log,
    });

    const oidc =
      settings.access.oidc === null
        ? null
        : createOidc(settings.access.oidc, {
            redirectUri: `${sites.publicUrl}${oidcCallback}`,
            seal: store.seal,
            now: Date.now,
            log,
          });
    const auth = createAuth({
      store,
      place: { isSecure: sites.isSecure, port: String(listen.port) },
      session: settings.access.session,
      tokens: settings.access.tokens,
      forwardedFrom: settings.access.forwardedFrom,
      proxy: proxyIdentity(settings.access.proxy, store.audit, { log, now: Date.now }),
      otherWays: oidc !== null || settings.access.proxy !== null,
      demo: demo !== null,
      log,
      now,
    });
    await mayServe(settings, { listen, sites, accounts: auth.canBeEntered, log });
    const denied = denyOrigins(store.audit, { log, now: Date.now });
    const gateway = createGateway({ server, fleet, sites, auth, version, denied, log, now });
    const events = createEventRecorder(store.events, gateway.event, log, Date.now);
    undo.push(() => events.settled());
    const loss = createLoss(fleet, events.record, { log, now: Date.now });
    undo.push(recordPictures(fleet, store, log));
    undo.push(recordSamples(fleet, store, { lag: settings.lag, loss, log, now: Date.now }));
    const metrics = createMetrics(fleet, store);
    undo.push(metrics.close);
    undo.push(
      recordFindings(fleet, store, gateway.finding, log),
      fleet.listen({ events: events.record, gone: book.forget }),
      actions.listen({ backup: ({ group }, place) => place === "peer" && void book.reread(group) }),
      await recordDetached(fleet, store, actions),
      recordRuns(actions, { record: events.record, run: gateway.run, backup: gateway.backup }, Date.now),
    );
    const aftermaths = await createAftermaths({ fleet, store, record: events.record, log, now: Date.now });
    undo.push(aftermaths.close);
    undo.push(() => actions.close());
    const drills = createDrills({
      fleet,
      store,
      gate,
      backups,
      dataDir: settings.dataDir,
      server: options.drillServer ?? settings.backups.drill.serverPath,
      backupChanged: gateway.backup,
      clock: monotonicClock.nowMs,
      log,
    });
    undo.push(
      recordRuns(drills, { record: events.record, run: gateway.run, backup: gateway.backup }, Date.now),
    );
    undo.push(() => drills.close());
    const keep = createKeep({
      fleet,
      store,
      actions,
      gate,
      folder: backups,
      dataDir: settings.dataDir,
      settings: settings.backups,
      drills,
      told: gateway.backup,
      record: events.record,
      log,
      ...(options.clock !== undefined && { clock: options.clock }),
    });
    undo.push(keep.close);
    const lab = createLab({
      fleet,
      store,
      gate,
      carries,
      dataDir: settings.dataDir,
      isDemo: demo !== null,
      told: gateway.experiment,
      version,
      log,
      now: Date.now,
    });
    undo.push(lab.close);
    events.record(damageFound(store, { log, nowMs: startedMs }));
    events.record(
      await gapsSince(fleet, store, { nowMs: startedMs, pollIntervalMs: settings.poll.intervalMs }),
    );

    const pages = await (options.pages ?? openPages)({
      dev: options.dev ?? false,
      dir: packageRoot(),
      server,
      listen,
      basePath: sites.basePath,
    });
    undo.push(() => pages.close());
    undo.push(() => gateway.close());
    const api = createApi({
      fleet,
      store,
      actions,
      drills,
      aftermaths,
      gate,
      backups,
      backupAsked: { maxAgeMs: settings.backups.maxAgeMs, scheduled: isScheduled(settings.backups) },
      demo,
      settings,
      sites,
      auth,
      provider: oidc?.label ?? null,
      oidc,
      gatekeeper: createGatekeeper(auth, forbiddenIn(store.audit, { log, now: Date.now })),
      version,
      startedMs,
      log,
      now,
      metrics: metrics.text,
      record: events.record,
      keep,
      lab,
    });
    front.resolve(withHsts(createFront({ sites, api, page: pages.handle, log }), web, sites));
    await actions.recover();
    await sweepDrafts(settings.dataDir, store, log);
    clearLeftovers(backups, store, { told: gateway.backup, log }).catch((error: unknown) =>
      log.error({ err: error }, "what failed backups left could not be looked through"),
    );
    await drills.recover();
    lab
      .recover()
      .catch((error: unknown) =>
        log.error({ err: error }, "what experiments left could not be cleared away"),
      );
    await keep.start();
    log.info({ listen: formatListen(listen), url: sites.publicUrl, version }, "listening");
    const link = await auth.firstLink();
    return {
      url: sites.publicUrl,
      fleet,
      setUpUrl: link === null ? null : setUpUrl(sites.publicUrl, link),
      enterUrl: (to) =>
        auth.demoKey === null
          ? null
          : `${sites.publicUrl}/enter?${new URLSearchParams({ key: auth.demoKey, to })}`,
      close,
    };
  } catch (error) {
    await close();
    throw error;
  }
}

/** Undoes the start step by step, last first. A step that fails or hangs does not keep the others from their turn. */
async function closeAll(undo: (() => unknown)[], log: Logger): Promise<void> {
  const steps = undo.splice(0).reverse();
  const all = async () => {
    for (const step of steps)
      try {
        await step();
      } catch (error) {
        log.warn({ err: error }, "a part could not be closed");
      }
  };
  const { promise: late, resolve } = Promise.withResolvers<void>();
  const timer = setTimeout(() => {
    log.warn("the shutdown took too long and was cut short");
    resolve();
  }, closeMs);
  await Promise.race([all(), late]);
  clearTimeout(timer);
}
