import type { ApolloServerPlugin } from '@apollo/server';

/**
 * Replaces a hash of a persisted query that is no text by one that is unknown. Apollo Server converts the hash to a text before it looks
 * it up, which throws for an object that has a member `toString`, so that the client would get an internal error.
 */
export function persistedQueryHashPlugin(): ApolloServerPlugin {
  return {
    // Apollo Server reads the extensions when these hooks have run.
    async requestDidStart({ request }) {
      const persistedQuery = request.extensions?.['persistedQuery'] as { sha256Hash?: unknown } | null | undefined;
      if (persistedQuery == null || typeof persistedQuery.sha256Hash === 'string') return;
      request.extensions = { ...request.extensions, persistedQuery: { ...persistedQuery, sha256Hash: '' } };
    },
  };
}
