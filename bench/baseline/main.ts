import { fastify } from 'fastify';
import { reportToParent } from '../measured-process';
import { answersByHand } from './answers';
import { openStatements } from './statements';

/**
 * What the server is compared with: the same answers, by SQL written for each of them, behind routes without GraphQL,
 * on the database that the first argument names.
 */
async function main(): Promise<void> {
  const statements = openStatements(process.argv[2]!);
  const app = fastify();
  for (const [name, answer] of Object.entries(answersByHand(statements))) {
    app.post(`/${name}`, async ({ body }) => ({ data: await answer(body) }));
  }
  const origin = await app.listen({ host: '127.0.0.1', port: 0 });
  reportToParent(origin, statements.count, async () => {
    await app.close();
    await statements.close();
  });
}

void main();
