import {
  getNamedType,
  getNullableType,
  type GraphQLInputField,
  type GraphQLInputObjectType,
  type GraphQLInputType,
  isEnumType,
  isInputObjectType,
  isListType,
  isNonNullType,
  isUnionType,
} from 'graphql';
import { Role } from '../../../src/core/access/role';
import { createSchema } from '../../../src/graphql/schema/schema';
import { PublicationState } from '../../../src/modules/publishing/publication.entity';
import { resolverClasses } from '../../../src/modules/resolver-classes';
import { globalIdOf } from '../../support/contents';
import { make, publication } from '../../support/factories';
import { mutationInputs, type Scene } from '../../support/mutation-inputs';
import { accountWithPassword } from '../../support/sign-in';
import { startTestServer, type TestServer } from '../../support/test-server';
import { editor, viewerOf } from '../../support/viewers';

const mutations = createSchema(resolverClasses).getMutationType()!.getFields();

const texts = [
  '',
  ' ',
  'x'.repeat(256),
  'x'.repeat(65_536),
  // Folds to eighteen letters each: for some columns ten are too many, for others thirty.
  'ﷺ'.repeat(10),
  'ﷺ'.repeat(30),
  'ﷺ'.repeat(200),
  '😀'.repeat(100),
  'two\nlines',
  `'"\\%_; DROP TABLE activity; --`,
  '\u202e\u0001\u200b',
  'a\0b',
  'a\ud800b',
];

const whole = [-2_147_483_648, -1, 0, 2_147_483_647, 2_147_483_648, 1.5];

const odd: Readonly<Record<string, readonly unknown[]>> = {
  String: texts,
  ID: [
    ...texts,
    globalIdOf('Revision', 1),
    globalIdOf('Activity', 2_147_483_647),
    globalIdOf('Network', 2_147_483_648),
  ],
  Int: whole,
  SafeInt: whole,
  Float: [-1, 1.5, 1e308, 'x'],
  Boolean: ['yes'],
  Locale: ['', 'RU-cyrl', 'not a language', 'x-private', `en-x-${'a'.repeat(40)}`, 'ru\0'],
  DateTime: [
    '0000-01-01T00:00:00+23:59',
    '0001-01-01T00:00:00Z',
    '9999-12-31T23:59:59.999Z',
    '9999-12-31T23:59:59-23:59',
    '2999-12-31T23:59:60Z',
    '2999-01-01T00:00:00.123456789Z',
    'tomorrow',
  ],
  Date: ['', '0000-00-00', '0001-01-01', '9999-12-31', '2026-02-30', '2026', 'x'.repeat(1_000)],
  PartialDate: ['', '0000', '0001', '9999-12-31', '2026-02-30', '2026-13', 'x'.repeat(1_000)],
  CountryCode: ['', 'XX', 'kg', 'KGZ', 'K\0'],
  CurrencyCode: ['', 'XXX', 'eur', 'EUR\0'],
  Decimal: ['', '1e3', '1'.repeat(19), '-999999999999999999.999999999', 0.1, 2 ** 53, 'x'.repeat(1_000)],
  URL: ['', 'x', 'javascript:1', `http://localhost/${'x'.repeat(60_000)}`],
};

/** What is odd to give for a type: of lists, odd entries, and many of which some are the same. */
function oddValues(type: GraphQLInputType): readonly unknown[] {
  const values = oddNonNull(getNullableType(type));
  return isNonNullType(type) ? values : [null, ...values];
}

function oddNonNull(type: GraphQLInputType): readonly unknown[] {
  if (isListType(type)) {
    const entries = oddValues(type.ofType);
    return [[], ...entries.map((entry) => [entry]), Array.from({ length: 5_000 }, (_, number) => `a${number % 4_000}`)];
  }
  if (isEnumType(type)) return ['NOTHING', ''];
  if (isInputObjectType(type)) return [{}, ...oddObjects(type)];
  const values = odd[getNamedType(type).name];
  if (values === undefined) throw new Error(`What is an odd ${String(type)}?`);
  return values;
}

/** Objects with an odd value of one field each. The other required fields have the first odd value of their type. */
function oddObjects(type: GraphQLInputObjectType): object[] {
  const fields = Object.values(type.getFields());
  const required = fields.filter((field) => isNonNullType(field.type));
  const base = Object.fromEntries(required.map((field) => [field.name, oddNonNull(getNullableType(field.type))[0]]));
  return fields.flatMap((field) => oddValues(field.type).map((value) => ({ ...base, [field.name]: value })));
}

let server: TestServer;

beforeAll(async () => {
  server = await startTestServer({ DEMO_DATA: 'false' });
});

afterAll(() => server.close());

async function makeScene(): Promise<Scene> {
  const network = await make(server.app, (create) => create.network({ publication: publication() }));
  const asker = await accountWithPassword(server, { role: Role.ADMIN });
  return { server, network, asker, state: PublicationState.PUBLISHED };
}

/** What nearly all take, and read by the same code. */
const shared = new Set(['id', 'version', 'clientMutationId']);

/** The fields of a mutation's input to try: all fields for one type, and otherwise those that only this input has. */
function fieldsOf(name: string): GraphQLInputField[] {
  const [input] = mutations[name]!.args;
  const type = input && getNullableType(input.type);
  if (!isInputObjectType(type)) return [];
  return Object.values(type.getFields()).filter((field) => name.endsWith('Activity') || !shared.has(field.name));
}

/** What PostgreSQL refuses and SQLite does not, as JSON: NUL, half of a character, and integers of more than 32 bits. */
const refusedByPostgres = /\\u0000|\\ud800|2147483648/;

const isUpdate = (name: string): boolean => name.startsWith('update');

/**
 * PostgreSQL is stricter than SQLite, and updates check what creations check. Therefore creations on PostgreSQL are given what only it
 * refuses and every second other value, different ones in each field, and SQLite and updates every third.
 */
function isTried(name: string, place: number, number: number, value: unknown): boolean {
  if (__DATABASE__ === 'sqlite' || isUpdate(name)) return number % 3 === 0;
  return (place + number) % 2 === 0 || refusedByPostgres.test(JSON.stringify(value));
}

// access-table.test.ts reports a mutation that has no input.
const written = Object.keys(mutationInputs).filter((name) => fieldsOf(name).length > 0);

/** Updates are tried on PostgreSQL alone, which refuses what SQLite refuses. */
const triedHere = __DATABASE__ === 'sqlite' ? written.filter((name) => !isUpdate(name)) : written;

test.each(triedHere)('%s accepts or refuses odd values of each of its fields, and never fails', async (name) => {
  const { args, type } = mutations[name]!;
  const selection = isUnionType(getNamedType(type)) ? '__typename ... on UnlockRefused { reason }' : '__typename';
  const operation = `mutation ($input: ${String(args[0]!.type)}) { answer: ${name}(input: $input) { ${selection} } }`;
  const failed: string[] = [];
  let tried: { scene: Scene; input: object } | null = null;
  for (const [place, field] of fieldsOf(name).entries()) {
    for (const value of oddValues(field.type).filter((odd, number) => isTried(name, place, number, odd))) {
      if (tried === null) {
        const scene = await makeScene();
        tried = { scene, input: (await mutationInputs[name]!(scene))! };
      }
      const asker = viewerOf(Role.ADMIN, { accountId: tried.scene.asker!.id });
      const { errors } = await server.query(operation, { input: { ...tried.input, [field.name]: value } }, asker);
      const code = errors?.[0]?.extensions.code;
      if (code === 'INTERNAL_SERVER_ERROR') failed.push(`${field.name}: ${JSON.stringify(value).slice(0, 80)}`);
      if (code === undefined || code === 'INTERNAL_SERVER_ERROR') tried = null;
    }
  }

  expect(failed).toEqual([]);
});

test('of thousands of problems, a hundred are reported', async () => {
  const topics = Array.from({ length: 5_000 }, () => '');
  const { errors } = await server.query(
    'mutation ($input: CreateActivityInput!) { createActivity(input: $input) { __typename } }',
    { input: { title: 'T', summary: 'S', topics } },
    editor,
  );

  const { code, fields } = errors![0]!.extensions as { code: string; fields?: unknown[] };
  expect([code, fields?.length]).toEqual(['BAD_USER_INPUT', 100]);
});
