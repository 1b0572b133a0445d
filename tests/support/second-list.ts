/**
 * Compares what the code has with a list that a test or a document repeats on purpose. The advice is shown beside the entries that only
 * one of them has: where to write or delete them, and how to decide.
 */
export function expectListed(
  found: readonly string[],
  listed: readonly string[],
  advice: { readonly unlisted: string; readonly unknown: string },
): void {
  const unlisted = found.filter((entry) => !listed.includes(entry));
  const unknown = listed.filter((entry) => !found.includes(entry));
  expect({ [advice.unlisted]: unlisted, [advice.unknown]: unknown }).toEqual({
    [advice.unlisted]: [],
    [advice.unknown]: [],
  });
}
