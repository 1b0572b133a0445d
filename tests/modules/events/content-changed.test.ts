import { setTimeout as delay } from 'node:timers/promises';
import type { Client } from 'graphql-ws';
import { ContentChangeKind } from '../../../src/modules/publishing/event-type';
import { OutboxEvent } from '../../../src/modules/publishing/outbox';
import { PublicationState } from '../../../src/modules/publishing/publication.entity';
import { PublishableType } from '../../../src/modules/publishing/publishable';
import { make, publication } from '../../support/factories';
import { mutationsOf } from '../../support/mutations';
import { connect, subscribe, type TestSubscription, until } from '../../support/subscriber';
import { startTestServer, type TestServer } from '../../support/test-server';
import { editor } from '../../support/viewers';

let server: TestServer;
let client: Client;

beforeAll(async () => {
  server = await startTestServer({ DEMO_DATA: 'false' });
});

afterAll(() => server.close());

beforeEach(() => {
  client = connect(server.address);
});

afterEach(() => client.dispose());

const contentChanged = `subscription ($types: [PublishableType!]) { contentChanged(types: $types) {
  kind type id slug locales node { __typename id ... on Network { name } ... on Activity { title } } } }`;

/** Subscribes. It has started when another operation on the same connection is answered. */
async function begun(variables: Record<string, unknown> = {}): Promise<TestSubscription> {
  const subscription = subscribe(client, contentChanged, variables);
  const after = subscribe(client, 'subscription { nothing }');
  await until(() => after.end !== null);
  await delay(100);
  return subscription;
}

const draft = { publication: publication(PublicationState.DRAFT) };

async function change(mutation: string, id: string, version: number, input: object = {}): Promise<void> {
  await mutationsOf(server, mutation, editor).done({ id, version, ...input }, '__typename');
}

const changesIn = ({ answers }: TestSubscription): object[] => answers.map(({ data }) => data!['contentChanged']);

test('subscribers receive the changes of what they see, in their order, with the item as it is', async () => {
  const { globalId: id, slug } = await make(server.app, (create) => create.network({ ...draft, name: 'First' }));
  const [all, ofNews] = [await begun(), await begun({ types: ['NEWS_ITEM'] })];

  await change('updateNetwork', id, 1, { name: 'Second' });
  await change('publishNetwork', id, 2);
  await until(() => all.answers.length === 1);
  await change('updateNetwork', id, 3, { name: 'Third' });
  await until(() => all.answers.length === 2);
  await change('unpublishNetwork', id, 4);
  await until(() => all.answers.length === 3);

  const common = { type: 'NETWORK', id, slug, locales: ['en'] };
  expect(changesIn(all)).toEqual([
    { ...common, kind: 'APPEARED', node: { __typename: 'Network', id, name: 'Second' } },
    { ...common, kind: 'CHANGED', node: { __typename: 'Network', id, name: 'Third' } },
    { ...common, kind: 'WITHDRAWN', node: null },
  ]);
  expect(ofNews.answers).toEqual([]);
});

test('a change of an item that is hidden again when it is delivered is left out', async () => {
  const hidden = await make(server.app, (create) => create.activity(draft));
  const visible = await make(server.app, (create) => create.activity());
  const subscription = await begun();

  await server.app.database.write((manager) =>
    manager.insert(
      OutboxEvent,
      [hidden, visible].map(({ id, slug }) => ({
        type: ContentChangeKind.APPEARED,
        itemType: PublishableType.ACTIVITY,
        itemId: id,
        slug,
        locales: 'en',
        at: new Date().toISOString(),
        queuedAt: null,
      })),
    ),
  );
  await until(() => subscription.answers.length > 0);

  expect(changesIn(subscription)).toMatchObject([{ id: visible.globalId }]);
});
