import '../../src/production';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { ApolloServer, HeaderMap } from '@apollo/server';
import { ApolloServerPluginCacheControlDisabled } from '@apollo/server/plugin/disabled';
import { fastify } from 'fastify';
import { buildSchema, type GraphQLSchema, isObjectType } from 'graphql';
import { reportToParent } from '../servers/measured-process';
import { createLoaders, createResolvers } from './apollo-resolvers';
import { openStatements, type Statements } from './statements';

/**
 * A bare Apollo Server with the same schema and hand-written SQL, without accounts, policies and limits. The activity
 * page and the lists of 20 are resolved field by field with DataLoader. Elsewhere, the root field returns the complete
 * result.
 */
async function main(): Promise<void> {
  const statements = openStatements(process.argv[2]!);
  const loaders = createLoaders(statements);
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
    const response = await apollo.executeHTTPGraphQLRequest({
      httpGraphQLRequest: { method: 'POST', headers: map, search: '', body },
      context: async () => loaders(),
    });
    if (response.body.kind !== 'complete') throw new Error('The operation asked for incremental delivery');
    return reply
      .code(response.status ?? 200)
      .headers(Object.fromEntries(response.headers))
      .send(response.body.string);
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
  for (const [typeName, fields] of Object.entries(createResolvers(statements))) {
    const type = schema.getType(typeName);
    if (!isObjectType(type)) throw new Error(`The schema has no type ${typeName}`);
    for (const [name, resolve] of Object.entries(fields)) type.getFields()[name]!.resolve = resolve;
  }
  return schema;
}

void main();
