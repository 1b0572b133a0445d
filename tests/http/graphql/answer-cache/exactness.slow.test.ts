import path from 'node:path';
import { Role } from '../../../../src/core/access/role';
import { createSchema } from '../../../../src/graphql/schema/schema';
import { PublicationState } from '../../../../src/modules/publishing/publication.entity';
import { resolverClasses } from '../../../../src/modules/resolver-classes';
import { make, publication } from '../../../support/factories';
import { headersFor, mutationInputs, type Scene } from '../../../support/mutation-inputs';
import { accountWithPassword, bearer, signedIn } from '../../../support/sign-in';
import { startTestServer, type TestServer } from '../../../support/test-server';
import { admin } from '../../../support/viewers';
import { ask, probes, statementsOf, uncached } from './probes';

/** Mutations that change nothing that a request without credentials sees. */
const unseen = [
  ...[
    'signIn',
    'startBrowserSession',
    'signOut',
    'signOutEverywhere',
    'endSession',
    'endOtherSessions',
    'changePassword',
    'updateViewer',
    'createAccount',
    'inviteAccount',
    'acceptInvitation',
    'requestPasswordReset',
    'resetPassword',
    'updateAccount',
  ],
  ...['setAccountPassword', 'createApiKey', 'revokeApiKey', 'createWebhook', 'deleteWebhook'],
  ...['redeliverWebhookDelivery', 'createDocumentAccessCode', 'createDocumentAccessCodes'],
  ...['revokeDocumentAccessCode', 'unlockDocument'],
  ...['unlockActivityDocuments', 'setActivityDocumentsPassword', 'replaceRestrictedDocumentFile', 'revokePreview'],
  ...['createActivityPreview', 'createNetworkPreview', 'createNewsItemPreview'],
  ...['revokeActivityPreviews', 'revokeNetworkPreviews', 'revokeNewsItemPreviews'],
];

/** The instance that caches, and the one that writes. */
let reader: TestServer;
let writer: TestServer;

beforeAll(async () => {
  // Hundreds of answers are asked for in a minute, and each is computed anew.
  writer = await startTestServer({ DEMO_DATA: 'false', RATE_LIMIT: 'off' });
  // Either instance may send a mail.
  reader = await startTestServer({
    DEMO_DATA: 'false',
    RATE_LIMIT: 'off',
    DATABASE_URL: writer.databaseUrl,
    DOCUMENT_KEY_FILE: path.join(writer.directory, 'document.key'),
    MAIL_DIR: path.join(writer.directory, 'mail'),
  });
});

afterAll(async () => {
  await reader.close();
  await writer.close();
});

const answers = (headers?: Record<string, string>): Promise<string[]> =>
  Promise.all(probes.map((probe) => ask(reader, probe, headers)));

/** Fills the cache, and makes sure that it answers. */
async function warmUp(): Promise<void> {
  await answers();
  expect(await statementsOf(reader, () => answers())).toEqual([]);
}

const mutations = createSchema(resolverClasses).getMutationType()!.getFields();

/** Creates what a mutation needs. Returns a function that runs it on the other instance. */
async function prepare(name: string): Promise<() => Promise<unknown>> {
  const network = await make(writer.app, (create) => create.network({ publication: publication() }));
  // Content that the mutation publishes or restores is not public before.
  const isPublished = !/^(publish|restore)/.test(name);
  const state = isPublished ? PublicationState.PUBLISHED : PublicationState.DRAFT;
  const isOwn = [
    ...['signOut', 'signOutEverywhere', 'endSession', 'endOtherSessions', 'changePassword', 'updateViewer'],
  ].includes(name);
  const asker = isOwn ? await accountWithPassword(writer, { role: Role.ADMIN }) : null;
  const scene: Scene = { server: writer, network, asker, state };
  const input = await mutationInputs[name]!(scene);
  const viewer = asker === null ? admin : await signedIn(writer, asker.email);
  const type = mutations[name]!.args[0]?.type;
  const document = type
    ? `mutation ($input: ${String(type)}) { ${name}(input: $input) { __typename } }`
    : `mutation { ${name} { __typename } }`;
  const own = headersFor(name, scene);
  const sender = own === null ? viewer : { headers: own };
  return () => writer.data(document, input === null ? {} : { input }, sender);
}

const seen = Object.keys(mutationInputs).filter((name) => !unseen.includes(name));

test.each(seen)('no answer is stale after %s on another instance', async (name) => {
  const run = await prepare(name);
  await answers();
  await run();

  let after: string[] = [];
  const statements = await statementsOf(reader, async () => {
    after = await answers();
  });
  expect(after.filter((answer) => answer.startsWith('{"errors"'))).toEqual([]);
  expect(after).toEqual(await answers(uncached));
  // An invitation that is revoked deletes its account, which changes content only if the account has written any.
  // There is no demonstration to delete.
  if (!['deleteAccount', 'deleteDemonstrationData', 'revokeInvitation'].includes(name))
    expect(statements).not.toEqual([]);
});

test('mutations that change nothing in public answers empty nothing', async () => {
  const runs: (() => Promise<unknown>)[] = [];
  for (const name of unseen) runs.push(await prepare(name));
  await warmUp();
  for (const run of runs) await run();
  expect(await statementsOf(reader, () => answers())).toEqual([]);
});

test('no answer is stale after a change that another program makes by SQL', async () => {
  const activity = await make(writer.app, (create) => create.activity({ title: 'Before' }));
  const change = (statement: string) => writer.app.database.write((manager) => manager.query(statement));
  for (const statement of [
    `UPDATE activity SET title = 'After' WHERE id = ${activity.id}`,
    `INSERT INTO activity_topic (activity_id, position, topic) VALUES (${activity.id}, 1, 'By SQL')`,
    `DELETE FROM activity WHERE id = ${activity.id}`,
  ]) {
    await warmUp();
    await change(statement);
    const after = await answers();
    expect([statement, after]).toEqual([statement, await answers(uncached)]);
  }
});

test('a change that is rolled back empties nothing', async () => {
  const activity = await make(writer.app, (create) => create.activity());
  await warmUp();
  const change = writer.app.database.write(async (manager) => {
    await manager.query(`UPDATE activity SET title = 'Never' WHERE id = ${activity.id}`);
    throw new Error('Rolled back');
  });
  await expect(change).rejects.toThrow('Rolled back');
  expect(await statementsOf(reader, () => answers())).toEqual([]);
});

test('a change of one table leaves the answers that were not read from it', async () => {
  const news = '{ newsItems { totalCount nodes { title } } }';
  const regions = '{ regions { code } }';
  for (const query of [news, regions]) await ask(reader, query);
  await make(writer.app, (create) => create.region());

  expect(await statementsOf(reader, () => ask(reader, news))).toEqual([]);
  expect(await statementsOf(reader, () => ask(reader, regions))).toHaveLength(1);
});

test('the use of a session and of an API key empties nothing', async () => {
  const account = await accountWithPassword(writer, { role: Role.EDITOR });
  const session = await signedIn(writer, account.email);
  const { createApiKey } = await writer.data(
    'mutation { createApiKey(input: { name: "Used", role: VIEWER }) { token } }',
    {},
    admin,
  );
  await warmUp();
  for (const who of [session, bearer(createApiKey.token as string)]) await writer.data('{ viewer { role } }', {}, who);
  expect(await statementsOf(reader, () => answers())).toEqual([]);
});
