/**
 * Returns a rejected promise, for resolvers to return instead of throwing. When a resolver throws, graphql-js stops
 * waiting for the other items of the list, and a later error of one of them would be an unhandled rejection, which ends
 * the process.
 */
export function rejection(error: unknown): Promise<never> {
  return Promise.reject(error instanceof Error ? error : new Error(String(error)));
}
