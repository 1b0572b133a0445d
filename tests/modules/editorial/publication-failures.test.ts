import { Role } from '../../../src/core/access/role';
import { DAY_MS, HOUR_MS } from '../../../src/core/time';
import { sql } from '../../../src/database/sql/sql';
import { Account } from '../../../src/modules/identity/account/account.entity';
import { Revision, RevisionAction } from '../../../src/modules/publishing/history/revision.entity';
import { PublicationState } from '../../../src/modules/publishing/publication.entity';
import { PublishableType } from '../../../src/modules/publishing/publishable';
import { until } from '../../support/contents';
import { make, publication } from '../../support/factories';
import { mailsTo, mailTo } from '../../support/mailbox';
import { mutationsOf } from '../../support/mutations';
import { accountWithPassword } from '../../support/sign-in';
import { type Asker, startTestServer, type TestServer } from '../../support/test-server';
import { editor, viewerOf } from '../../support/viewers';

let server: TestServer;
let passed = 0;

beforeAll(async () => {
  server = await startTestServer({ DEMO_DATA: 'false' });
});

afterAll(() => server.close());

function pass(milliseconds: number): void {
  passed += milliseconds;
  server.pass(milliseconds);
}

async function person(values: Partial<Account> = {}): Promise<{ account: Account; asker: Asker }> {
  const account = await accountWithPassword(server, { name: 'Grace', role: Role.EDITOR, ...values });
  return { account, asker: viewerOf(account.role, { accountId: account.id, networkId: account.networkId }) };
}

/** Schedules a draft in an hour. Its publication fails, because the version that it would add exists already. */
async function scheduleBroken(asker: Asker): Promise<{ id: number; title: string }> {
  const { id, title, globalId } = await make(server.app, (create) =>
    create.activity({ publication: publication(PublicationState.DRAFT) }),
  );
  const publishAt = new Date(Date.now() + passed + HOUR_MS).toISOString();
  await mutationsOf(server, 'scheduleActivity', asker).done({ id: globalId, version: 1, publishAt }, '__typename');
  await server.app.database.write((manager) =>
    manager.insert(Revision, {
      type: PublishableType.ACTIVITY,
      itemId: id,
      version: 3,
      action: RevisionAction.UPDATED,
      at: publishAt,
      byId: null,
      byName: null,
      state: '{}',
    }),
  );
  return { id, title };
}

async function failures(): Promise<number> {
  const [found] = await server.app.database.read.query<{ total: number | string }>(
    sql`SELECT count(*) AS total FROM mail WHERE kind = 'PUBLICATION_FAILED'`,
  );
  return Number(found!.total);
}

/** Waits until the scheduler has tried once more and failed. */
async function anotherFailure(): Promise<void> {
  const failed = () => server.log.filter(({ msg }) => msg === 'scheduled content could not be published').length;
  const before = failed();
  await until(() => failed() > before, 'another attempt has failed');
}

test('the account that scheduled an item learns once that it could not be published, a minute late', async () => {
  const { account, asker } = await person({ locale: 'ru' });
  const { title } = await scheduleBroken(asker);

  pass(HOUR_MS + 1_000);
  await anotherFailure();
  expect(await failures()).toBe(0);
  pass(60_000);
  const { text, headers } = await mailTo(server, account.email);
  expect(text).toContain('Здравствуйте, Grace!');
  expect(text).toContain(title);
  expect(headers).toContain('Content-Language: ru');

  pass(HOUR_MS);
  await anotherFailure();
  pass(HOUR_MS);
  await anotherFailure();
  expect(await mailsTo(server, account.email)).toHaveLength(1);
  expect(await failures()).toBe(1);
});

test('nobody learns of the draft who may not edit it any more, nor is a mail sent for an API key', async () => {
  const { account, asker } = await person();
  const before = await failures();
  await scheduleBroken(asker);
  await scheduleBroken(editor);
  await server.app.database.write((manager) => manager.update(Account, { id: account.id }, { role: Role.MEMBER }));

  pass(DAY_MS);
  await anotherFailure();
  await anotherFailure();
  pass(HOUR_MS);
  await anotherFailure();

  expect(await failures()).toBe(before);
});
