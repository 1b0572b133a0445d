/**
 * Like `describe`, for tests that need an optional program. Without the program, the message appears among the skipped
 * tests; with CI=true, it fails.
 */
export function describeWith(isThere: boolean, complaint: string, name: string, body: () => void): void {
  if (isThere) {
    describe(name, body);
    return;
  }
  (process.env.CI === 'true' ? test : test.skip)(complaint, () => {
    throw new Error(complaint);
  });
}
