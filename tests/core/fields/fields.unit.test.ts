import { buffer, text } from 'node:stream/consumers';
import { isInputObjectType, isObjectType } from 'graphql';
import { DataSource } from 'typeorm';
import { snakeCase } from 'typeorm/util/StringUtils';
import { readCsv, toCsvRow } from '../../../src/cli/files/activity-csv';
import { readJson, toJson } from '../../../src/cli/files/activity-json';
import { createCsvWriter } from '../../../src/cli/files/csv-table';
import type { Content } from '../../../src/core/fields/content';
import type { Field, FieldSet } from '../../../src/core/fields/field';
import { localizedTypeOf, TranslationState } from '../../../src/core/languages/translation.entity';
import type { SourceRow } from '../../../src/core/mutations/file-import';
import { createSchema } from '../../../src/graphql/schema/schema';
import { publishableActivity } from '../../../src/modules/catalogue/activity/activity.fields';
import { ActivityType } from '../../../src/modules/catalogue/activity/operative-dimension';
import {
  parseActivity,
  type TransferredActivity,
  transferredFields,
} from '../../../src/modules/catalogue/activity-transfer/activity-transfer';
import { organisations } from '../../../src/modules/catalogue/organisation/organisation.entity';
import { OrganisationRole } from '../../../src/modules/catalogue/organisation/organisation-role';
import { components } from '../../../src/modules/catalogue/programme/component.entity';
import { programmes } from '../../../src/modules/catalogue/programme/programme.entity';
import { regions } from '../../../src/modules/catalogue/region/region.entity';
import { entities } from '../../../src/modules/entities';
import { ActivityStatus } from '../../../src/modules/figures/classification/activity-status';
import { BudgetStatus, BudgetType } from '../../../src/modules/figures/money/budget';
import { IndicatorMeasure, ResultType } from '../../../src/modules/figures/results/result';
import { LinkKind } from '../../../src/modules/media/link/link';
import { contentTypes, localizedTypes } from '../../../src/modules/publishables';
import { PublicationState } from '../../../src/modules/publishing/publication.entity';
import { resolverClasses } from '../../../src/modules/resolver-classes';
import { expectListed } from '../../support/second-list';

const schema = createSchema(resolverClasses);

/** Columns that no field stores. */
const columnsWithoutField: Readonly<Record<string, readonly string[]>> = {
  // They follow from the file, from who created the attachment, and from the items that offer it.
  Attachment: ['fileName', 'mediaType', 'byteSize', 'contentHash', 'networkId', 'unusedSince'],
  // They follow from the file, from who created the image, and from the items that show it. The focal point has two columns.
  Image: ['width', 'height', 'placeholder', 'contentHash', 'networkId', 'unusedSince', 'focalX', 'focalY'],
  // The network that the membership is a part of. It never changes.
  MemberCountry: ['networkId'],
  // The current file. Files have versions of their own.
  RestrictedDocument: ['contentVersion'],
};

/** Fields that the GraphQL type shows under another name. */
const shownAs: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  // With arguments for the day, and members as objects with a network and a country.
  Network: { members: 'memberships' },
  // In an object of their own.
  Activity: { plannedStart: 'dates', actualStart: 'dates', plannedEnd: 'dates', actualEnd: 'dates' },
};

/** The input types of each type, where they do not follow the rule Create…Input and Update…Input. */
const inputsOf: Readonly<Record<string, readonly string[]>> = {
  MemberCountry: ['AdmitCountryInput', 'UpdateMemberCountryInput'],
};

/** Fields that an input type lacks. */
const missingInputs: Readonly<Record<string, readonly string[]>> = {
  // The activity is named by `activityId`. A new document comes last.
  CreateRestrictedDocumentInput: ['position'],
  // A membership of another country is another membership.
  UpdateMemberCountryInput: ['country'],
};

/** Fields of an input type that are not fields of the content. */
const otherInputs: Readonly<Record<string, readonly string[]>> = {
  CreateAttachmentInput: ['fileName'],
  CreateImageInput: ['fileName'],
  CreateRestrictedDocumentInput: ['activityId', 'fileName'],
  // Memberships are changed through their network, by its version.
  AdmitCountryInput: ['networkId', 'version'],
};

/** Fields of activities that their files lack. */
const notInFiles: readonly string[] = ['relatedActivities', 'transactions'];

/** Only for the metadata of the entities. */
const dataSource = new DataSource({ type: 'better-sqlite3', database: ':memory:', entities: [...entities] as never[] });

beforeAll(() => dataSource.initialize());

afterAll(() => dataSource.destroy());

function fieldsOf({ fields }: FieldSet<Content>): [name: string, field: Field<unknown>][] {
  return Object.entries(fields as Readonly<Record<string, Field<unknown>>>);
}

/** The property path of the entity's column that stores the field; null: other tables store it. */
function propertyOf(name: string, field: Field<unknown> & { readonly property?: string | null }): string | null {
  return field.columns === undefined ? null : (field.property ?? name);
}

/** The property paths of the columns of the content, without those that the server sets or derives. */
function contentColumns({ name, content }: (typeof contentTypes)[number]): string[] {
  const others = ['id', 'version', 'createdAt', 'updatedAt', ...(columnsWithoutField[name] ?? [])];
  return dataSource
    .getMetadata(content.entity)
    .columns.filter(({ isSelect, isVirtual }) => isSelect && !isVirtual)
    .map(({ propertyPath }) => propertyPath)
    .filter((path) => !others.includes(path) && !path.startsWith('publication.'));
}

/** The GraphQL fields of the type and of the objects embedded in it. */
function shownFields({ name, content }: (typeof contentTypes)[number]): Set<string> {
  const { embeddeds } = dataSource.getMetadata(content.entity);
  const types = [name, ...embeddeds.map(({ type }) => (type as { readonly name: string }).name)];
  return new Set(
    types
      .map((one) => schema.getType(one))
      .flatMap((type) => (isObjectType(type) ? Object.keys(type.getFields()) : [])),
  );
}

function inputFields(inputName: string): string[] {
  const type = schema.getType(inputName);
  return isInputObjectType(type) ? Object.keys(type.getFields()) : [];
}

test('are tested for every type whose rows have versions', () => {
  // Accounts have mutations for each change; file versions and revisions never change.
  const others = ['Account', 'DocumentContentVersion', 'Revision'];
  const versioned = dataSource.entityMetadatas
    .filter(({ propertiesMap }) => 'version' in propertiesMap || 'publication' in propertiesMap)
    .map(({ name }) => name);

  // Memberships are changed through their network, by its version.
  expect(contentTypes.map(({ name }) => name).sort()).toEqual(
    [...versioned.filter((name) => !others.includes(name)), 'MemberCountry'].sort(),
  );
});

describe.each(contentTypes)('the fields of $name', (type) => {
  const { name, content } = type;

  test('store every column of the table that is not derived', () => {
    const stored = fieldsOf(content).flatMap(([field, definition]) => [
      propertyOf(field, definition),
      ...(definition.rendered === undefined ? [] : [`${definition.rendered}.html`, `${definition.rendered}.key`]),
    ]);

    expect(contentColumns(type).filter((column) => !stored.includes(column))).toEqual([]);
  });

  test('say where their references are stored, so that a change of what they refer to is known', () => {
    const fields = Object.values(type.content.fields as Readonly<Record<string, Field<unknown>>>);
    // The ids of images and attachments never change.
    const isNamed = ({ refersTo }: Field<unknown>) =>
      refersTo !== undefined && !['image', 'attachment'].includes(refersTo.table);
    expect(fields.map(isNamed)).toEqual(fields.map((field) => 'mapReferences' in field));
  });

  test('are all shown by the GraphQL type', () => {
    const shown = shownFields(type);
    const names = fieldsOf(content).map(([field]) => shownAs[name]?.[field] ?? field);

    expect(names.filter((field) => !shown.has(field))).toEqual([]);
  });

  test.each(inputsOf[name] ?? [`Create${name}Input`, `Update${name}Input`])('are those of %s', (input) => {
    const editable = fieldsOf(content)
      .filter(([field, { isInput }]) => isInput !== false && !missingInputs[input]?.includes(field))
      .map(([field]) => field);
    const others = [
      'clientMutationId',
      ...(otherInputs[input] ?? (input.startsWith('Update') ? ['id', 'version'] : [])),
    ];

    expectListed([...editable, ...others], inputFields(input), {
      unlisted: `are declared, but the class ${input} lacks them: add them there, or to missingInputs of this test if other mutations set them`,
      unknown: `are fields of ${input}, but are not declared: declare them in the fields of ${name}, or add them to otherInputs of this test`,
    });
  });
});

/** The columns that refer to entries of a table, apart from the rows that belong to an entry and are deleted with it. */
function referringColumns({ content }: { readonly content: FieldSet<Content> }): string[] {
  const { table: translations } = localizedTypeOf(content.entity)!;
  const own = fieldsOf(content).flatMap(([, { refersTo }]) =>
    refersTo === undefined || 'column' in refersTo.via ? [] : [`${refersTo.via.links}.${refersTo.via.owner}`],
  );
  return dataSource.entityMetadatas
    .filter(({ tableName }) => tableName !== translations)
    .flatMap(({ tableName, foreignKeys }) =>
      foreignKeys
        .filter(({ referencedEntityMetadata }) => referencedEntityMetadata.target === content.entity)
        .map(({ columnNames: [column] }) => `${tableName}.${snakeCase(column!)}`),
    )
    .filter((column) => !own.includes(column));
}

test.each([components, organisations, programmes, regions])(
  'every column that refers to a $name counts as a use, so that deleting an entry loses no reference',
  (type) => {
    // The published rows are made from those that were entered, and the record of the demonstration uses nothing.
    const others = /^(published_participation|demonstration_record)\./;

    const uses = type.uses.map(({ table, column }) => `${table}.${column}`);

    // The only reference without a foreign key.
    expect(uses.filter((column) => column !== 'activity.reporting_organisation_id').sort()).toEqual(
      referringColumns(type)
        .filter((column) => !others.test(column))
        .sort(),
    );
  },
);

test.each([...localizedTypes])(
  'the translatable fields of $name are set and shown by its translations',
  ({ name, content }) => {
    const translatable = fieldsOf(content)
      .filter(([, { isTranslatable }]) => isTranslatable === true)
      .map(([field]) => field);
    const type = schema.getType(`${name}Translation`);
    const shown = isObjectType(type) ? Object.keys(type.getFields()) : [];

    expect(translatable).not.toEqual([]);
    expectListed(
      [...translatable, 'clientMutationId', 'id', 'locale', 'state', 'version'],
      inputFields(`Set${name}TranslationInput`),
      {
        unlisted: `are declared as translatable, but the class Set${name}TranslationInput lacks them: add them there`,
        unknown: `are fields of Set${name}TranslationInput, but not translatable: declare them with translatable: true`,
      },
    );
    expect(translatable.filter((field) => !shown.includes(field))).toEqual([]);
  },
);

describe('an activity with every field filled', () => {
  const texts = {
    title: 'Контроль контейнеров',
    summary: 'Сотрудники учатся отбирать контейнеры.',
    description: null,
    place: 'Батуми',
    topics: ['Порты; риски'],
    objectives: ['Отбирать', 'Искать'],
    locations: [{ original: 'Batumi; port', text: 'Батуми; порт' }],
    results: [],
  };
  const activity: TransferredActivity = {
    slug: 'container-control',
    title: 'Container control',
    summary: 'Officers learn to select containers.',
    description: '# Programme\n\n- day one',
    startsOn: '2025-03',
    endsOn: '2025-04-02',
    programme: 'euroports',
    code: 'EP-7',
    year: 2025,
    component: 'EP-1',
    region: 'CAUCASUS',
    country: 'GE',
    place: 'Batumi',
    activityType: ActivityType.WORKSHOP,
    networks: ['casc', 'ports'],
    participatingCountries: ['AM', 'GE'],
    organisations: [
      { organisation: 'unodc', role: OrganisationRole.FUNDING },
      { organisation: 'unodc', role: OrganisationRole.IMPLEMENTING },
    ],
    participation: [
      { country: 'AM', organisation: 'unodc', women: 5, men: 0, unspecified: null },
      { country: null, organisation: null, women: null, men: null, unspecified: 7 },
    ],
    topics: ['Ports', 'Risk; selection'],
    objectives: ['To select', 'To search'],
    originalLocale: 'en',
    translations: [
      {
        locale: 'ru',
        state: TranslationState.DRAFT,
        updatedAt: '2026-01-01T00:00:00.000Z',
        base: Object.fromEntries(Object.keys(texts).map((name) => [name, 'hash'])),
        ...texts,
      },
    ],
    cover: 'SW1hZ2U6MQ',
    gallery: ['SW1hZ2U6Mw', 'SW1hZ2U6Mg'],
    attachments: ['QXR0YWNobWVudDoy', 'QXR0YWNobWVudDox'],
    links: [
      { kind: LinkKind.VIDEO, title: 'The first; day', url: 'https://video.example/1' },
      { kind: LinkKind.REPORT, title: 'Results', url: 'https://example.org/report' },
    ],
    status: ActivityStatus.CLOSED,
    plannedStart: '2025-03-01',
    actualStart: '2025-03-03',
    plannedEnd: '2025-03-31',
    actualEnd: '2025-04-02',
    iatiIdentifier: 'XM-DAC-7-EP-7',
    reportingOrganisation: 'unodc',
    recipients: [
      { country: 'GE', region: null, percentage: '66.666666667' },
      { country: null, region: '998', percentage: '33.333333333' },
    ],
    sectors: [
      { code: '15210', percentage: null },
      { code: '33120', percentage: null },
    ],
    sdgs: ['16', '16.a'],
    policyMarkers: ['1'],
    locations: [
      { name: 'Batumi; port', point: { latitude: 41.65, longitude: 41.64 }, exactness: '1' },
      { name: 'Poti', point: null, exactness: null },
    ],
    budgets: [
      {
        type: BudgetType.REVISED,
        status: BudgetStatus.COMMITTED,
        periodStart: '2025-01-01',
        periodEnd: '2025-12-31',
        value: { amount: '9007199254740993.5', currency: 'EUR' },
        valueDate: '2025-03-01',
      },
    ],
    results: [
      {
        type: ResultType.OUTPUT,
        title: 'Officers; trained',
        description: 'Two\nlines',
        indicators: [
          {
            title: 'Trained officers',
            measure: IndicatorMeasure.UNIT,
            isAscending: false,
            baseline: { value: '-0.5', date: '2024-01-01', comment: 'A "guess"', dimensions: [] },
            periods: [
              {
                start: '2025-01-01',
                end: '2025-12-31',
                targets: [{ value: '9007199254740993', date: null, comment: null, dimensions: [] }],
                actuals: [
                  { value: '7', date: '2025-12-01', comment: null, dimensions: [{ name: 'sex', value: 'women' }] },
                ],
              },
            ],
          },
        ],
      },
    ],
    state: PublicationState.SCHEDULED,
    publishAt: '2099-01-01T00:00:00.000Z',
  };

  async function* one<T>(item: T): AsyncGenerator<T> {
    yield await Promise.resolve(item);
  }

  async function givenBy(rows: AsyncIterable<SourceRow>): Promise<object[]> {
    const parsed = [];
    for await (const { values } of rows) {
      const { given, problems } = parseActivity(values as Record<string, unknown>);
      expect(problems).toEqual([]);
      parsed.push(given);
    }
    return parsed;
  }

  test('has a value in each field', () => {
    const empties = fieldsOf(publishableActivity.content)
      .filter(([name]) => !notInFiles.includes(name))
      .map(([name, { empty }]): [string, unknown] => [name, empty]);
    const values = activity as unknown as Readonly<Record<string, unknown>>;

    const isEmpty = ([name, empty]: [string, unknown]): boolean =>
      values[name] == null || JSON.stringify(values[name]) === JSON.stringify(empty);
    const advice = 'have no value in the constant `activity` of this test: give them one, to see that files keep it';
    expect({ [advice]: empties.filter(isEmpty).map(([name]) => name) }).toEqual({ [advice]: [] });
    expect(Object.keys(activity).sort()).toEqual([...transferredFields].sort());
  });

  test('is the same after it was written as CSV and read back', async () => {
    const writer = createCsvWriter(transferredFields);
    writer.end(toCsvRow(activity));
    const csv = (await buffer(writer)).toString().replace(/^\uFEFF/, '');

    expect(await givenBy(readCsv(one(csv)))).toEqual([activity]);
  });

  test('is the same after it was written as JSON and read back', async () => {
    const json = await text(toJson(one(activity)));

    expect(await givenBy(readJson(one(json)))).toEqual([activity]);
  });
});
