/** The first pause, in milliseconds. Each failure doubles it, up to the longest. */
const SHORTEST_MS = 2_000;
const LONGEST_MS = 60_000;

/**
 * Waits before something that has failed is tried again: longer after each failure, by a random part so that browsers do not
 * come back at the same moment when a server starts again, and until the page is visible.
 *
 * @param failures how often it has failed before this time in succession
 */
export async function pauseBeforeRetry(failures: number): Promise<void> {
  const longest = Math.min(LONGEST_MS, SHORTEST_MS * 2 ** failures);
  await new Promise((resolve) => setTimeout(resolve, longest * (0.5 + Math.random() / 2)));
  await untilVisible();
}

function untilVisible(): Promise<void> {
  return new Promise((resolve) => {
    const check = (): void => {
      if (document.visibilityState === 'hidden') return;
      document.removeEventListener('visibilitychange', check);
      resolve();
    };
    document.addEventListener('visibilitychange', check);
    check();
  });
}
