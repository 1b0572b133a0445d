/**
 * Describes what needs a program that is not everywhere. Where that is missing, the complaint stands among the skipped
 * tests; with CI=true it fails.
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
