import type { ApolloServerPlugin, HTTPGraphQLRequest } from '@apollo/server';
import type { DocumentNode, GraphQLSchema } from 'graphql';
import { memoize } from '../../core/memoize';
import type { ResponseLife } from '../../core/types/cached';
import { dependsOnDay, lifeOfDocument } from './response-life';

/** Called with the life of a response once the operation of the request is known, and again if the response has errors. */
type OnLife = (life: ResponseLife) => void;

/** Reports how long the responses to HTTP requests live, to the watcher of each request. */
export class ResponseLives {
  private readonly watched = new WeakMap<HTTPGraphQLRequest, OnLife>();

  /** Calls `onLife` as soon as the operation of the request is known, and with `never` if its response has errors. */
  watch(request: HTTPGraphQLRequest, onLife: OnLife): void {
    this.watched.set(request, onLife);
  }

  plugin(): ApolloServerPlugin {
    // Apollo Server caches documents, so each is visited once.
    const lifeOf = memoize((document: DocumentNode, schema: GraphQLSchema) => lifeOfDocument(schema, document));
    const onLifeOf = (http: HTTPGraphQLRequest | undefined) => http && this.watched.get(http);
    return {
      async requestDidStart() {
        return {
          async didResolveOperation({ request, schema, document }) {
            const onLife = onLifeOf(request.http);
            if (onLife === undefined) return;
            const life = lifeOf(document, schema);
            onLife(life === 'revision' && dependsOnDay(schema, request.variables) ? 'day' : life);
          },
          // Also runs for a response with which another plugin refuses the operation.
          async willSendResponse({ request, response: { body } }) {
            const hasErrors = body.kind === 'single' && body.singleResult.errors !== undefined;
            if (hasErrors) onLifeOf(request.http)?.('never');
          },
        };
      },
    };
  }
}
