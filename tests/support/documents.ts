import type { Activity } from '../../src/modules/catalogue/activity/activity.entity';
import type { Network } from '../../src/modules/catalogue/network/network.entity';
import type { RestrictedDocument } from '../../src/modules/documents/document/restricted-document.entity';
import { make } from './factories';
import { type Answer, type Asker, startTestServer, type TestServer } from './test-server';
import { editor } from './viewers';

export const unlockDocument = `mutation ($id: ID!, $password: String!) {
  unlockDocument(input: { documentId: $id, password: $password }) {
    ... on DocumentsUnlocked { grant expiresAt documents { id access { state reason expiresAt } content { fileName } } }
    ... on UnlockRefused { reason retryAfterSeconds }
  }
}`;

export const unlockActivity = `mutation ($id: ID!, $password: String!) {
  unlockActivityDocuments(input: { activityId: $id, password: $password }) {
    ... on DocumentsUnlocked { grant expiresAt documents { id access { state reason expiresAt } content { fileName } } }
    ... on UnlockRefused { reason retryAfterSeconds }
  }
}`;

const createCode = `mutation ($input: CreateDocumentAccessCodeInput!) {
  createDocumentAccessCode(input: $input) { password accessCode { id recipient expiresAt maxUses uses revokedAt } }
}`;

const setPassword = `mutation ($id: ID!, $password: String) {
  setActivityDocumentsPassword(input: { activityId: $id, password: $password }) { activity { id } }
}`;

/** A page password that is strong enough. */
export const pagePassword = 'quiet otters read minutes';

interface Identified {
  readonly globalId: string;
}

/** Starts a server with two networks, which trusts the addresses in the requests' headers. */
export async function startWithNetworks(): Promise<{ server: TestServer; network: Network; otherNetwork: Network }> {
  const server = await startTestServer({ DEMO_DATA: 'false', TRUST_PROXY: '127.0.0.1' });
  const [network, otherNetwork] = await make(server.app, async (create) => [
    await create.network(),
    await create.network(),
  ]);
  return { server, network, otherNetwork };
}

/** Creates a document with a file, of an activity of the network. */
export function makeDocument(
  { app }: TestServer,
  network: Network,
): Promise<{ activity: Activity; document: RestrictedDocument }> {
  return make(app, async (create) => {
    const activity = await create.activity();
    await create.takesPart(activity, network);
    const document = await create.document({ activityId: activity.id, contentVersion: 1 });
    await create.content({ documentId: document.id });
    return { activity, document };
  });
}

/** Creates an access code for a document, by default as an editor of all networks. */
export async function makeCode(
  server: TestServer,
  { globalId }: Identified,
  terms: { recipient?: string; expiresAt?: string; maxUses?: number } = {},
  maker: Asker = editor,
): Promise<{ password: string; accessCode: Record<string, any> & { id: string } }> {
  const input = { documentId: globalId, recipient: 'A prosecutor', ...terms };
  return (await server.data(createCode, { input }, maker)).createDocumentAccessCode;
}

export async function revokeCode(server: TestServer, id: string): Promise<void> {
  await server.data(
    'mutation ($id: ID!) { revokeDocumentAccessCode(input: { id: $id }) { accessCode { id } } }',
    { id },
    editor,
  );
}

export async function setPagePassword(
  server: TestServer,
  { globalId }: Identified,
  password: string | null,
): Promise<void> {
  await server.data(setPassword, { id: globalId, password }, editor);
}

let addresses = 0;

/** Headers with a new client address, for a server that trusts loopback as a proxy. */
export function fromNewAddress(): { 'x-forwarded-for': string } {
  addresses += 1;
  return { 'x-forwarded-for': `10.${addresses >> 16}.${(addresses >> 8) & 255}.${addresses & 255}` };
}

/** Unlocks with a password, by default from a new address each time. Returns the result, or throws on errors. */
export async function unlock(
  server: TestServer,
  { globalId }: Identified,
  password: string,
  headers: Record<string, string> = {},
): Promise<Record<string, any>> {
  const { data, errors } = await tryUnlock(server, globalId, password, headers);
  if (errors !== undefined) throw new Error(JSON.stringify(errors));
  return data!['unlockDocument'] ?? data!['unlockActivityDocuments'];
}

async function tryUnlock(
  server: TestServer,
  id: string,
  password: string,
  headers: Record<string, string> = {},
): Promise<Answer> {
  const isActivity = Buffer.from(id, 'base64url').toString().startsWith('Activity:');
  return server.query(
    isActivity ? unlockActivity : unlockDocument,
    { id, password },
    { headers: { ...fromNewAddress(), ...headers } },
  );
}

/** Makes the database reject every log entry while `work` runs. */
export async function withBrokenLog({ app: { database } }: TestServer, work: () => Promise<void>): Promise<void> {
  const [breakLog, mendLog] =
    database.dialect === 'postgres'
      ? [
          'ALTER TABLE document_access_event ADD CONSTRAINT broken CHECK (false) NOT VALID',
          'ALTER TABLE document_access_event DROP CONSTRAINT broken',
        ]
      : [
          "CREATE TRIGGER broken BEFORE INSERT ON document_access_event BEGIN SELECT RAISE(ABORT, 'broken'); END",
          'DROP TRIGGER broken',
        ];
  await database.write((manager) => manager.query(breakLog));
  try {
    await work();
  } finally {
    await database.write((manager) => manager.query(mendLog));
  }
}
