import { fastify } from 'fastify';
import { reportToParent } from '../servers/measured-process';
import { responsesByHand } from './responses';
import { openStatements } from './statements';

/**
 * The baseline: the same responses by hand-written SQL, on routes without GraphQL, on the database of the first
 * argument.
 */
async function main(): Promise<void> {
  const statements = openStatements(process.argv[2]!);
  const app = fastify();
  for (const [name, respond] of Object.entries(responsesByHand(statements))) {
    app.post(`/${name}`, async ({ body }) => ({ data: await respond(body as never) }));
  }
  const origin = await app.listen({ host: '127.0.0.1', port: 0 });
  reportToParent(origin, statements.count, async () => {
    await app.close();
    await statements.close();
  });
}

void main();
