import { fastify } from 'fastify';
import { reportToParent } from '../measured-process';
import type { Route } from '../operations';
import { activityFacets, activityStatistics } from './activity-counts';
import { activityList } from './activity-list';
import { activityPage } from './activity-page';
import { search } from './search';
import { openStatements } from './statements';

/**
 * What the server is compared with: the same answers, by SQL written for each of them, behind routes without GraphQL,
 * on the database that the first argument names.
 */
async function main(): Promise<void> {
  const statements = openStatements(process.argv[2]!);
  const app = fastify();
  const list = activityList(statements);
  const answers: Record<Route, (variables: any) => Promise<object>> = {
    'activity-page': activityPage(statements),
    'activity-list': list,
    'activity-list-filtered': list,
    'activity-facets': activityFacets(statements),
    search: search(statements),
    'activity-statistics': activityStatistics(statements),
  };
  for (const [name, answer] of Object.entries(answers)) {
    app.post(`/${name}`, async ({ body }) => ({ data: await answer(body) }));
  }
  const origin = await app.listen({ host: '127.0.0.1', port: 0 });
  reportToParent(origin, statements.count, async () => {
    await app.close();
    await statements.close();
  });
}

void main();
