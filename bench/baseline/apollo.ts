import '../../src/production';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { ApolloServer, HeaderMap } from '@apollo/server';
import { ApolloServerPluginCacheControlDisabled } from '@apollo/server/plugin/disabled';
import { fastify } from 'fastify';
import { buildSchema, parse, type GraphQLSchema, type OperationDefinitionNode } from 'graphql';
import { reportToParent } from '../measured-process';
import { operations } from '../operations';
import { answersByHand } from './answers';
import { openStatements, type Statements } from './statements';

/**
 * The lower bound for a GraphQL server: Apollo Server with the same schema, whose root fields return complete
 * hand-written results, without accounts, policies, limits and loaders.
 */
async function main(): Promise<void> {
  const statements = openStatements(process.argv[2]!);
  const apollo = new ApolloServer({
    schema: createSchema(statements),
    plugins: [ApolloServerPluginCacheControlDisabled()],
    stopOnTerminationSignals: false,
  });
  await apollo.start();
  const app = fastify();
  app.post('/graphql', async ({ headers, body }, reply) => {
    const map = new HeaderMap();
    for (const [name, value] of Object.entries(headers)) map.set(name, String(value));
    const answer = await apollo.executeHTTPGraphQLRequest({
      httpGraphQLRequest: { method: 'POST', headers: map, search: '', body },
      context: async () => ({}),
    });
    if (answer.body.kind !== 'complete') throw new Error('The operation asked for incremental delivery');
    return reply
      .code(answer.status ?? 200)
      .headers(Object.fromEntries(answer.headers))
      .send(answer.body.string);
  });
  const origin = await app.listen({ host: '127.0.0.1', port: 0 });
  reportToParent(origin, statements.count, async () => {
    await app.close();
    await apollo.stop();
    await statements.close();
  });
}

function createSchema(statements: Statements): GraphQLSchema {
  // The compiled file is in dist/bench/bench/baseline.
  const schema = buildSchema(readFileSync(path.join(__dirname, '../../../../schema.graphql'), 'utf8'));
  const byHand = Object.entries(answersByHand(statements));
  const answers = new Map(
    byHand.map(([route, answer]) => [nameOf(operations[route as keyof typeof operations]), answer]),
  );
  for (const field of Object.values(schema.getQueryType()!.getFields())) {
    field.resolve = async (_root, _args, _context, { operation, variableValues, fieldName }) => {
      const answer = await answers.get(operation.name!.value)!(variableValues);
      return (answer as Record<string, unknown>)[fieldName];
    };
  }
  return schema;
}

function nameOf(document: string): string {
  return (parse(document).definitions[0] as OperationDefinitionNode).name!.value;
}

void main();
