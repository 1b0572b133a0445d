import { Presets, SingleBar } from 'cli-progress';

/** The interval of progress in logs, in milliseconds. */
const LOG_INTERVAL_MS = 5_000;

/** A progress bar on a terminal. Elsewhere, such as in the log of a container, it is written as a line every five seconds. */
export function createLoggedBar(format: string): SingleBar {
  return new SingleBar({ format, noTTYOutput: true, notTTYSchedule: LOG_INTERVAL_MS }, Presets.shades_classic);
}

/** A progress bar that is shown on a terminal only, and removed at the end: what the command writes there remains. */
export function createTerminalBar(subject: string): SingleBar {
  return new SingleBar(
    { format: `${subject} {bar} {value}/{total} · {duration_formatted}`, clearOnComplete: true },
    Presets.shades_classic,
  );
}

/**
 * Shows the progress of work on files on a terminal. Elsewhere, such as in a scheduled job, it shows nothing.
 *
 * @param work receives the function to call with what is done and with the total
 */
export async function withFilesBar<T>(
  work: (onProgress: (done: number, total: number) => void) => Promise<T>,
): Promise<T> {
  const bar = new SingleBar({ format: 'Files {bar} {percentage}% · {eta_formatted}' }, Presets.shades_classic);
  bar.start(0, 0);
  try {
    return await work((done, total) => {
      bar.setTotal(total);
      bar.update(done);
    });
  } finally {
    bar.stop();
  }
}
