import type { FastifyInstance } from 'fastify';
import type { GraphQLSchema } from 'graphql';
import { schemaText } from '../../graphql/schema/schema-text';
import { CachedAnswer, cachedBody } from './answer-cache/cached-answer';
import { type AnswerCaching, sendCached } from './graphql-response';

/** `GET /schema.graphql`: the schema as text, for code generators. Register it only if clients may read the schema. */
export function registerSchemaRoute(app: FastifyInstance, schema: GraphQLSchema, caching: AnswerCaching): void {
  let answer: Promise<CachedAnswer> | null = null;
  app.route({
    method: ['GET', 'HEAD'],
    url: '/schema.graphql',
    config: { runsOperations: true },
    handler: async (request, reply) => {
      // The schema does not change until the server stops.
      answer ??= answerFor(schema);
      return sendCached(request, reply, await answer, caching);
    },
  });
}

async function answerFor(schema: GraphQLSchema): Promise<CachedAnswer> {
  return new CachedAnswer('text/plain; charset=utf-8', await cachedBody(schemaText(schema)), new Map(), null, null);
}
