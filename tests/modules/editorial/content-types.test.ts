import {
  getNamedType,
  getNullableType,
  type GraphQLInputFieldMap,
  type GraphQLSchema,
  isEnumType,
  isInputObjectType,
  isListType,
  isNonNullType,
} from 'graphql';
import { createSchema } from '../../../src/graphql/schema/schema';
import { resolverClasses } from '../../../src/modules/resolver-classes';
import { mutationsOf, placesOf } from '../../support/mutations';
import { startTestServer, type TestServer } from '../../support/test-server';

interface ContentField {
  readonly name: string;
  readonly kind: string;
  readonly isRequired: boolean;
  readonly isTranslatable: boolean;
  readonly maxLength: number | null;
  readonly minimum: number | null;
  readonly maximum: number | null;
  readonly maxItems: number | null;
  readonly options: string[] | null;
  readonly target: string | null;
  readonly keyField: string | null;
}

interface ContentType {
  readonly name: string;
  readonly fields: readonly ContentField[];
}

const document = `{ contentTypes { name fields {
  name kind isRequired isTranslatable maxLength minimum maximum maxItems options target keyField } } }`;

/** The GraphQL type of the values of each kind, in inputs. */
const inputTypes: Readonly<Record<string, string>> = {
  SLUG: 'String',
  TEXT: 'String',
  MULTILINE_TEXT: 'String',
  MARKDOWN: 'String',
  URL: 'String',
  LOCALE: 'Locale',
  DATE: 'Date',
  PARTIAL_DATE: 'PartialDate',
  DATE_TIME: 'DateTime',
  INTEGER: 'Int',
  COUNTRY: 'CountryCode',
  COUNTRIES: '[CountryCode]',
  REFERENCE: 'String',
  REFERENCES: '[String]',
  ORGANISATIONS_IN_ROLES: '[OrganisationInRoleInput]',
  TEXTS: '[String]',
  MULTILINE_TEXTS: '[String]',
  IMAGE: 'ID',
  IMAGES: '[ID]',
  ATTACHMENTS: '[ID]',
  LINKS: '[LinkInput]',
  BUDGETS: '[BudgetInput]',
  PARTICIPATION: '[ParticipationInput]',
  FOCAL_POINT: 'FocalPointInput',
  RECIPIENTS: '[RecipientInput]',
  SECTORS: '[SectorInput]',
  CODES: '[String]',
  LOCATIONS: '[LocationInput]',
  RESULTS: '[ResultInput]',
};

const schema: GraphQLSchema = createSchema(resolverClasses);

let server: TestServer;
let types: readonly ContentType[];

beforeAll(async () => {
  server = await startTestServer({ DEMO_DATA: 'false' });
  await mutationsOf(server, 'createProgramme').done({ name: 'Euroports', slug: 'euroports' }, '__typename');
  types = (await server.data(document))['contentTypes'];
});

afterAll(() => server.close());

function fieldOf(type: string, name: string): ContentField {
  return types.find((one) => one.name === type)!.fields.find((field) => field.name === name)!;
}

function inputOf(name: string): GraphQLInputFieldMap {
  const type = schema.getType(name);
  if (!isInputObjectType(type)) throw new Error(`${name} is no input`);
  return type.getFields();
}

/** The fields of the input that creates items of the type. Other fields of it concern files and versions. */
function newItemInput({ name }: ContentType): GraphQLInputFieldMap {
  return inputOf(name === 'MemberCountry' ? 'AdmitCountryInput' : `Create${name}Input`);
}

test('everyone reads the types of content with their fields in order', () => {
  expect(types.map(({ name }) => name).sort()).toEqual([
    'Activity',
    'Attachment',
    'Component',
    'Image',
    'MemberCountry',
    'Network',
    'NewsItem',
    'Organisation',
    'Programme',
    'Region',
    'RestrictedDocument',
  ]);
  const { fields } = types.find(({ name }) => name === 'Activity')!;
  expect(fields.slice(0, 4)).toEqual([
    { ...fieldOf('Activity', 'slug'), kind: 'SLUG', isRequired: false, isTranslatable: false, maxLength: 200 },
    { ...fieldOf('Activity', 'title'), kind: 'TEXT', isRequired: true, isTranslatable: true, maxLength: 300 },
    { ...fieldOf('Activity', 'summary'), kind: 'MULTILINE_TEXT', isRequired: true, maxLength: 2_000 },
    { ...fieldOf('Activity', 'description'), kind: 'MARKDOWN', isRequired: false, maxLength: 60_000 },
  ]);
});

test('says by which field of which type a reference names its target', () => {
  expect(fieldOf('Activity', 'component')).toMatchObject({ kind: 'REFERENCE', target: 'Component', keyField: 'code' });
  expect(fieldOf('NewsItem', 'activities')).toMatchObject({ kind: 'REFERENCES', target: 'Activity', keyField: 'slug' });
  expect(fieldOf('Network', 'emblem')).toMatchObject({ kind: 'IMAGE', target: 'Image', keyField: 'id' });
  expect(fieldOf('Programme', 'organisations')).toMatchObject({
    kind: 'ORGANISATIONS_IN_ROLES',
    target: 'Organisation',
    keyField: 'slug',
  });
  expect(fieldOf('Activity', 'title')).toMatchObject({ target: null, keyField: null });
});

test('no field is one that other mutations set', () => {
  const names = types.flatMap(({ fields }) => fields.map(({ name }) => name));
  expect(names.filter((name) => ['translations', 'members', 'activity'].includes(name))).toEqual([]);
});

test('each field has the type, the values and the obligation that the inputs have', () => {
  const compared = types.flatMap((type) =>
    type.fields.map((field) => {
      const input = newItemInput(type)[field.name] ?? inputOf(`Update${type.name}Input`)[field.name]!;
      const named = getNamedType(input.type);
      const isList = isListType(getNullableType(input.type));
      return {
        field: `${type.name}.${field.name}`,
        said: [
          field.kind === 'OPTION' ? field.options!.toSorted() : inputTypes[field.kind],
          field.isRequired,
          field.maxItems !== null,
        ],
        needed: [
          isEnumType(named)
            ? named
                .getValues()
                .map(({ name }) => name)
                .sort()
            : isList
              ? `[${named.name}]`
              : named.name,
          isNonNullType(input.type),
          isList,
        ],
      };
    }),
  );
  expect(compared.length).toBeGreaterThan(60);
  expect(compared.filter(({ said, needed }) => JSON.stringify(said) !== JSON.stringify(needed))).toEqual([]);
});

/** A value at the bounds of the field, or beyond them; undefined: the field has no bounds that this test can reach. */
function valueAt({ kind, maxLength, minimum, maximum, maxItems, options }: ContentField, beyond: 0 | 1): unknown {
  const textOf = (length: number): string => 'x'.repeat(length + beyond);
  switch (kind) {
    case 'SLUG':
    case 'TEXT':
    case 'MULTILINE_TEXT':
    case 'MARKDOWN':
      return textOf(maxLength!);
    case 'URL':
      return `https://example.org/${textOf(maxLength! - 'https://example.org/'.length)}`;
    case 'INTEGER':
      return beyond === 1 ? minimum! - 1 : maximum;
    case 'TEXTS':
    case 'MULTILINE_TEXTS':
      return Array.from({ length: maxItems! + beyond }, (_, index) => `${index}`);
    case 'BUDGETS':
      return Array.from({ length: maxItems! + beyond }, (_, index) => ({
        type: 'ORIGINAL',
        status: 'COMMITTED',
        periodStart: `${1950 + index}-01-01`,
        periodEnd: `${1950 + index}-12-31`,
        value: { amount: '1', currency: 'EUR' },
      }));
    case 'RESULTS':
      return Array.from({ length: maxItems! + beyond }, () => ({ type: 'OUTPUT', title: 'x'.repeat(maxLength!) }));
    case 'LINKS':
      return Array.from({ length: maxItems! + beyond }, () => ({
        kind: options![0],
        title: 'x'.repeat(maxLength!),
        url: 'https://example.org',
      }));
    default:
      return undefined;
  }
}

const bounded: Readonly<Record<string, object>> = {
  Activity: {},
  NewsItem: {},
  Network: {},
  Programme: {},
  Organisation: {},
  Region: {},
  Component: { programme: 'euroports' },
  Image: { fileName: 'image.png' },
  Attachment: { fileName: 'paper.pdf' },
};

/** Fields whose values have a form besides their length. */
const formed = ['identifier'];

describe.each(Object.entries(bounded))('the bounds of %s are those that are enforced', (name, others) => {
  function inputAt(beyond: 0 | 1): Record<string, unknown> {
    const { fields } = types.find((type) => type.name === name)!;
    const values = fields
      .filter((field) => !formed.includes(field.name))
      .map((field) => [field.name, valueAt(field, beyond)] as const);
    return Object.fromEntries(values.filter(([, value]) => value !== undefined));
  }

  test('one more is refused in every field', async () => {
    const input = inputAt(1);
    const refusal = await mutationsOf(server, `create${name}`).refused({ ...others, ...input });
    const refused = new Set(placesOf(refusal).map(([path]) => path));
    expect(Object.keys(input).filter((field) => !refused.has(`input.${field}`))).toEqual([]);
  });

  test('the bound itself is accepted in every field', async () => {
    const input = inputAt(0);
    const { done } = mutationsOf(server, `create${name}`);
    expect(await done({ ...others, ...input }, '__typename')).toEqual({ __typename: `Create${name}Payload` });
  });
});
