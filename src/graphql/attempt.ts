/**
 * What the work gives, or a promise that its error rejects: where a resolver throws, graphql-js forgets the other things
 * of the list that it completes, and an error of one that is still to come would be handled by nobody, and end the process.
 */
export function attempt(work: () => unknown): unknown {
  try {
    return work();
  } catch (error) {
    return Promise.reject(error instanceof Error ? error : new Error(String(error)));
  }
}
