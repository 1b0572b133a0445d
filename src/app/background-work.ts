import { PeriodicJobs } from '../core/background/periodic-jobs';
import type { Module, ModuleOptions } from '../core/module';
import { MINUTE_MS } from '../core/time';
import { mergeSegments } from '../database/maintenance/full-text-merge';

/** The interval at which the modules' jobs run, in milliseconds. */
const JOB_INTERVAL_MS = 10 * MINUTE_MS;

/** Work beside requests. */
export interface BackgroundWork {
  /** Resolves when each job has run once. */
  readonly firstRound: Promise<void>;
  /** Starts nothing more, and waits until the running work ends. */
  readonly stop: () => Promise<void>;
}

/**
 * Starts the work that modules do by themselves, and begins the first round of their jobs, which run every ten minutes. The
 * round is not awaited: reads check themselves what has expired, so the server can listen before expired rows are deleted.
 *
 * @param ending is aborted if a module cannot start, so that the others stop at once
 */
export async function startBackgroundWork(
  modules: readonly Module[],
  { database, mutations, clock, logger }: ModuleOptions,
  ending: AbortController,
): Promise<BackgroundWork> {
  const jobs = new PeriodicJobs(
    [
      ['delete expired client mutations', (now) => mutations.deleteExpired(now)],
      ['prepare statistics for the planner', () => database.prepareStatistics()],
      ['merge segments of the full-text index', () => mergeSegments(database)],
      ...modules.flatMap((module) => module.jobs ?? []),
    ],
    { intervalMs: JOB_INTERVAL_MS, clock, logger },
  );
  // Not awaited: measuring the lists of a large database takes longer than the rest of the start.
  void database.sizes.refreshIfOld();
  const stop = async (): Promise<void> => {
    await jobs.stop();
    await Promise.all(modules.map(async (module) => module.stop?.()));
  };
  try {
    for (const module of modules) await module.start?.();
  } catch (error) {
    // Work that has started would use the database after it is closed.
    ending.abort();
    await stop();
    throw error;
  }
  return { firstRound: jobs.start(), stop };
}
