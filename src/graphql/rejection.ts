/**
 * A promise that an error rejects, for resolvers to give instead of throwing: where one throws, graphql-js forgets the
 * other things of the list that it completes, and an error of one that is still to come would be handled by nobody, and
 * end the process.
 */
export function rejection(error: unknown): Promise<never> {
  return Promise.reject(error instanceof Error ? error : new Error(String(error)));
}
