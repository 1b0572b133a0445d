import { getDirective } from '@graphql-tools/utils';
import {
  getNamedType,
  getNullableType,
  type GraphQLField,
  type GraphQLInputType,
  isCompositeType,
  isEnumType,
  isInputObjectType,
  isListType,
  isNonNullType,
  isObjectType,
  isRequiredArgument,
  isRequiredInputField,
} from 'graphql';
import { Role } from '../../../src/core/access/role';
import { createSchema } from '../../../src/graphql/schema/schema';
import { resolverClasses } from '../../../src/modules/resolver-classes';
import { makeCode, unlock } from '../../support/documents';
import { make } from '../../support/factories';
import { startTestServer, type TestServer } from '../../support/test-server';
import { viewerOf } from '../../support/viewers';

const schema = createSchema(resolverClasses);

interface GuardedField {
  readonly type: string;
  readonly field: GraphQLField<unknown, unknown>;
  readonly requires: Role;
}

const guarded: GuardedField[] = Object.values(schema.getTypeMap()).flatMap((type) =>
  isObjectType(type)
    ? Object.values(type.getFields()).flatMap((field) => {
        const auth = getDirective(schema, field, 'auth')?.[0];
        return auth ? [{ type: type.name, field, requires: auth.requires as Role }] : [];
      })
    : [],
);

const roles = Object.values(Role);

const cases = guarded.flatMap(({ type, field, requires }) =>
  [null, ...roles.slice(0, roles.indexOf(requires))].map((role) => ({
    coordinate: `${type}.${field.name}`,
    who: role ?? 'nobody',
    type,
    field,
    role,
  })),
);

let server: TestServer;
/** An item of each type that has fields for staff only. */
let ids: Record<string, string>;
/** Unlocks the document, because its content also has such fields. */
let grant: string;

beforeAll(async () => {
  server = await startTestServer({ DEMO_DATA: 'false', TRUST_PROXY: '127.0.0.1' });
  const items = await make(server.app, async (create) => {
    const activity = await create.activity();
    const document = await create.document({ activityId: activity.id, contentVersion: 1 });
    await create.content({ documentId: document.id });
    const programme = await create.programme();
    const component = await create.component({ programmeId: programme.id });
    const referenceData = [programme, component, await create.region(), await create.organisation()];
    const image = await create.image();
    await create.showsImage(activity, image);
    const attachment = await create.attachment();
    await create.offers(activity, attachment);
    return [activity, await create.network(), await create.newsItem(), document, image, attachment, ...referenceData];
  });
  ids = Object.fromEntries(items.map((item) => [item.constructor.name, item.globalId]));
  const document = { globalId: ids['RestrictedDocument']! };
  ({ grant } = await unlock(server, document, (await makeCode(server, document)).password));
});

afterAll(() => server.close());

/** Any value of a type, as GraphQL. The request is refused before the value is used. */
function valueOf(type: GraphQLInputType): string {
  if (isNonNullType(type)) return valueOf(type.ofType);
  if (isListType(type)) return '[]';
  if (isEnumType(type)) return type.getValues()[0]!.name;
  if (isInputObjectType(type)) {
    const fields = Object.values(type.getFields()).filter(isRequiredInputField);
    return `{ ${fields.map(({ name, type: inner }) => `${name}: ${valueOf(inner)}`).join(', ')} }`;
  }
  const values: Readonly<Record<string, string>> = {
    Int: '1',
    Float: '1',
    Boolean: 'true',
    CountryCode: '"KG"',
    Locale: '"ru"',
    DateTime: '"2026-01-01T00:00:00.000Z"',
    Date: '"2026-01-01"',
    PartialDate: '"2026"',
    Decimal: '"1"',
    CurrencyCode: '"EUR"',
  };
  return values[type.name] ?? '"x"';
}

function call(field: GraphQLField<unknown, unknown>): string {
  const values = field.args.filter(isRequiredArgument).map(({ name, type }) => `${name}: ${valueOf(type)}`);
  const selection = isCompositeType(getNamedType(field.type)) ? ' { __typename }' : '';
  return `guarded: ${field.name}${values.length === 0 ? '' : `(${values.join(', ')})`}${selection}`;
}

/** An operation with a field of an item beside another field, and the path of the field in the response. */
function ask(type: string, field: GraphQLField<unknown, unknown>): { operation: string; path: string[] } {
  const asked = `sibling: __typename ${call(field)}`;
  const [itemType, selection, path] =
    type === 'DocumentContent'
      ? ['RestrictedDocument', `content { ${asked} }`, ['item', 'content']]
      : [type, asked, ['item']];
  if (ids[itemType] === undefined) throw new Error(`Create an item of the type ${itemType} for this test`);
  return {
    operation: `{ item: node(id: "${ids[itemType]}") { ... on ${itemType} { ${selection} } } sibling: __typename }`,
    path: [...path, 'guarded'],
  };
}

function isNonNull({ type }: GraphQLField<unknown, unknown>): boolean {
  return getNullableType(type) !== type;
}

test('mutations, queries and items have fields with @auth', () => {
  const types = new Set(guarded.map(({ type }) => type));
  expect([...types]).toEqual(expect.arrayContaining(['Activity', 'Mutation', 'Query', 'RestrictedDocument']));
});

test.each(cases)('$coordinate is FORBIDDEN to $who at its path', async ({ type, field, role }) => {
  const isRoot = type === 'Query' || type === 'Mutation';
  const { operation, path } = isRoot
    ? { operation: `${type.toLowerCase()} { ${call(field)} sibling: __typename }`, path: ['guarded'] }
    : ask(type, field);
  const headers = {
    'entente-grants': grant,
    ...(role !== null && { authorization: `Bearer ${await server.tokenOf(viewerOf(role))}` }),
  };

  const { data, errors } = await server.query(operation, {}, { headers });

  expect(errors).toMatchObject([{ path, extensions: { code: 'FORBIDDEN' } }]);
  // A non-null field makes its parent null. The fields beside the null value still have values, as do all fields beside a
  // refused query.
  if (isRoot) {
    const isParentNull = type === 'Mutation' && isNonNull(field);
    expect(data).toEqual(isParentNull ? null : { guarded: null, sibling: type });
  } else {
    const item = isNonNull(field) ? null : { sibling: type, guarded: null };
    expect(data).toEqual({ item: type === 'DocumentContent' ? { content: item } : item, sibling: 'Query' });
  }
});

test('a response lists at most 500 refused fields, and says that there are more', async () => {
  const refused = Array.from({ length: 100 }, (_, field) => `f${field}: hasDocumentsPassword`);
  const items = (count: number): string[] =>
    Array.from({ length: count }, (_, item) => `i${item}: node(id: "${ids['Activity']!}") { ...F }`);
  const query = (count: number): string =>
    `{ ${items(count).join(' ')} } fragment F on Activity { ${refused.join(' ')} }`;

  const few = await server.query(query(5));
  const many = await server.query(query(40));

  const codesOf = ({ errors }: typeof few): unknown[] => errors!.map(({ extensions }) => extensions.code);
  expect(codesOf(few)).toEqual(Array.from({ length: 500 }, () => 'FORBIDDEN'));
  expect(Object.values(many.data!).map(({ f0, f99 }) => [f0, f99])).toEqual(
    Array.from({ length: 40 }, () => [null, null]),
  );
  expect(codesOf(many).slice(0, 500)).toEqual(codesOf(few));
  expect(many.errors!.slice(500)).toEqual([
    {
      message: 'More than 500 fields of the response are errors: the others are not listed',
      extensions: { limit: 'errors', maximum: 500, code: 'QUERY_TOO_COMPLEX' },
    },
  ]);
});
