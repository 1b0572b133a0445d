import type { FastifyInstance } from 'fastify';
import type { GraphQLSchema } from 'graphql';
import { schemaText } from '../graphql/schema-text';
import { keptBody, KeptAnswer } from './answer-cache/kept-answer';
import { sendKept, type KeptAnswerOptions } from './graphql-answer';

/** `GET /schema.graphql`: the schema as text, for code generators. Register it only if clients may read the schema. */
export function registerSchemaRoute(app: FastifyInstance, schema: GraphQLSchema, caching: KeptAnswerOptions): void {
  let answer: Promise<KeptAnswer> | null = null;
  app.route({
    method: ['GET', 'HEAD'],
    url: '/schema.graphql',
    config: { runsOperations: true },
    handler: async (request, reply) => {
      // The schema does not change until the server stops.
      answer ??= answerFor(schema);
      return sendKept(request, reply, await answer, caching);
    },
  });
}

async function answerFor(schema: GraphQLSchema): Promise<KeptAnswer> {
  return new KeptAnswer('text/plain; charset=utf-8', await keptBody(schemaText(schema)), new Map(), null, null);
}
