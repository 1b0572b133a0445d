import type { RequestContext } from '../../../src/core/access/request-context';
import { anonymous } from '../../../src/core/access/viewer';
import { MutationRunner } from '../../../src/core/mutations/mutation-runner';
import type { Database } from '../../../src/database/database';
import { assertNotEnded } from '../../../src/modules/identity/credentials';
import { startTestServer } from '../../support/test-server';
import { editor } from '../../support/viewers';

const input = { input: { title: 'Seminar', summary: 'S' } };

function documentOf(aliases: readonly string[]): string {
  const fields = aliases.map((alias) => `${alias}: createActivity(input: $input) { activity { id } }`);
  return `mutation ($input: CreateActivityInput!) { ${fields.join(' ')} }`;
}

test('between the root fields of a mutation, other requests are answered', async () => {
  const server = await startTestServer({ DEMO_DATA: 'false' });
  // The first one prepares statements, and begins work in the background.
  await server.data(documentOf(['first']), input, editor);
  const names = Array.from({ length: 40 }, (_, number) => `a${number}`);
  await (await fetch(`${server.address}/health/live`)).text();

  let [answered, isOver] = [0, false];
  const created = server.data(documentOf(names), input, editor).finally(() => (isOver = true));
  while (!isOver) {
    await (await fetch(`${server.address}/health/live`)).text();
    answered += 1;
  }
  await server.close();

  expect(Object.keys(await created)).toEqual(names);
  expect(answered).toBeGreaterThan(6);
});

test('the payload of each change of an item shows what that change wrote', async () => {
  const server = await startTestServer({ DEMO_DATA: 'false' });
  const { first } = await server.data(documentOf(['first']), input, editor);
  const rename = (alias: string, version: number) =>
    `${alias}: updateActivity(input: { id: $id, version: ${version}, title: "${alias}" }) { activity { title } }`;

  const renamed = await server.data(
    `mutation ($id: ID!) { ${rename('one', 1)} ${rename('two', 2)} }`,
    { id: first.activity.id },
    editor,
  );
  await server.close();

  expect(renamed).toEqual({
    one: { activity: { title: 'one' } },
    two: { activity: { title: 'two' } },
  });
});

test('the addresses of one client have turns together', async () => {
  const writeWithRetries = (work: (manager: unknown) => unknown) => work({});
  const runner = new MutationRunner({ writeWithRetries } as unknown as Database, 'en', assertNotEnded);
  const order: string[] = [];
  const runTwice = async (address: string): Promise<void> => {
    const loaders = { clear: () => undefined };
    const context = { address, operation: {}, viewer: anonymous, loaders } as unknown as RequestContext;
    const run = (id: number) => runner.run(context, { mutation: 'm', input: {} }, async () => ({ id }));
    await run(1);
    await run(2);
    order.push(address);
  };

  await Promise.all(['2001:db8::1', '2001:db8::2', '192.0.2.1'].map(runTwice));

  expect(order).toEqual(['2001:db8::1', '192.0.2.1', '2001:db8::2']);
});
