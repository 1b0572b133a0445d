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
