import { buildSchema, isObjectType, parse } from 'graphql';
import {
  declareResponseLives,
  dependsOnDay,
  lifeOfDocument,
  lifeOfField,
} from '../../../src/graphql/responses/response-life';
import { createSchema } from '../../../src/graphql/schema/schema';
import { resolverClasses } from '../../../src/modules/resolver-classes';
import { expectListed } from '../../support/second-list';

const schema = createSchema(resolverClasses);

/** The fields of a type whose items exist in several languages. */
function localized(others: string): string {
  return [...others.split(' '), 'availableLocales', 'locale', 'originalLocale', 'textDirection', 'viewerCanUpdate']
    .sort()
    .join(' ');
}

/** The fields of each type that answers from the cache may contain. docs/caching.md explains the list. */
const cacheable: Readonly<Record<string, string>> = {
  Account: 'id',
  AccountEvent: 'id',
  Activity: localized(
    'attachments budgets completeness(day) cover createdAt dates description descriptionHtml endsOn gallery iatiIdentifier id links locations money networks ' +
      'objectives operativeDimension organisations participants participatingCountries participation policyMarkers programme recipients ' +
      'relatedActivities relatedNews reportingOrganisation restrictedDocuments results sdgs sectors slug snippet startsOn status ' +
      'statusLabel summary title topics transactions updatedAt',
  ),
  ActivityDates: 'actualEnd actualStart plannedEnd plannedStart writtenEnd writtenStart',
  ActivityConnection: 'edges facets nodes pageInfo totalCount',
  ActivityEdge: 'cursor node',
  ActivityFacets:
    'activityTypes components countries locales networks organisations participatingCountries programmes recipientCountries ' +
    'regions sdgs sectors statuses topics years',
  ActivityResult: 'description id indicators title type typeLabel',
  ActivityStatistic: 'count keys participants',
  ApiKey: 'id',
  Completeness: 'missing(day) score(day)',
  Component: localized('code description descriptionHtml id name programme'),
  Attachment: 'byteSize fileName id language mediaType publishedOn title url',
  CodedValue: 'code isListed isWithdrawn list name vocabulary vocabularyUri',
  Codelist: 'attribution codeCount date name source url withdrawnCount',
  Budget: 'periodEnd periodStart status statusLabel type typeLabel value valueDate',
  ContentField:
    'codelists isRequired isTranslatable keyField kind maxItems maxLength maximum minimum name options target',
  ContentType: 'fields name',
  Country: 'activities code memberships name',
  DocumentAccess: 'expiresAt reason reasonLabel state stateLabel',
  DocumentAccessCode: 'id',
  DocumentAccessEvent: 'id',
  Facet: 'count label value',
  FocalPoint: 'x y',
  GeoPoint: 'latitude longitude',
  Image:
    'alt availableLocales caption credit focalPoint height id locale originalLocale placeholder textDirection url viewerCanUpdate width',
  Indicator: 'baseline id isAscending measure measureLabel periods title',
  IndicatorPeriod: 'actuals end progress start targets',
  Link: 'kind kindLabel title url',
  LocaleInfo: 'direction isDefault locale name',
  Location: 'exactness name point',
  MeasuredDimension: 'name value',
  Measurement: 'comment date dimensions number value',
  MemberCountry: 'country id institution kind kindLabel network since until',
  MissingElement: 'element(day) why(day)',
  Money: 'amount currency',
  MoneyGroup: 'keys sums',
  MoneyKey: 'dimension label value',
  MoneyStatistics: 'groups rates totals unallocated unconverted',
  MoneySum: 'activities items kind kindLabel value',
  Network: localized(
    'acronym activities description descriptionHtml emblem id links memberCountries(day) memberships name since slug ' +
      'supportedBy',
  ),
  NetworkConnection: 'edges nodes pageInfo totalCount',
  NetworkEdge: 'cursor node',
  NewsItem: localized(
    'activities attachments body bodyHtml cover excerpt gallery id links publishedAt slug title updatedAt',
  ),
  NewsItemConnection: 'edges nodes pageInfo totalCount',
  NewsItemEdge: 'cursor node',
  Objective: 'activity id position text',
  OperativeDimension: 'activityType activityTypeLabel code component country place region year',
  Organisation: localized('acronym activities country id identifier logo name slug url'),
  OrganisationConnection: 'edges nodes pageInfo totalCount',
  OrganisationEdge: 'cursor node',
  OrganisationInRole: 'organisation role roleLabel',
  PageInfo: 'endCursor hasNextPage hasPreviousPage startCursor',
  ParticipantCount: 'men total unspecified women',
  Participation: 'country isMerged men organisation total unspecified women',
  Preview: 'id',
  Programme: localized(
    'acronym activities components description descriptionHtml endsOn id links logo name organisations slug startsOn',
  ),
  Query:
    'activities activity activityStatistics codelist codelists contentTypes countries country locales moneyStatistics network networks newsItem newsItems node nodes ' +
    'organisation organisations programme programmes regions search',
  RateTable: 'base loadedAt name',
  Recipient: 'country percentage region',
  Region: localized('code id name'),
  RestrictedDocument: localized('access activity id position title'),
  Revision: 'id',
  SectorShare: 'percentage sector',
  SearchConnection: 'edges nodes pageInfo totalCount',
  SearchEdge: 'cursor node snippet snippetLocale',
  Session: 'id',
  StatisticKey: 'dimension dimensionLabel label value',
  TextSnippet: 'html locale',
  Transaction: 'activity country date description id kind kindLabel provider receiver reference sector value valueDate',
  TransactionConnection: 'edges nodes pageInfo totalCount',
  TransactionEdge: 'cursor node',
  Webhook: 'id',
  WebhookDelivery: 'id',
};

test('exactly these fields may be cached', () => {
  const found = Object.values(schema.getTypeMap())
    .filter(isObjectType)
    .filter(({ name }) => !name.startsWith('__'))
    .flatMap((type) =>
      Object.values(type.getFields()).map((field) => ({ type, field, life: lifeOfField(type, field) })),
    )
    .filter(({ life }) => life !== 'never')
    .map(({ type, field: { name }, life }) => `${type.name}.${name}${life === 'day' ? '(day)' : ''}`);
  const listed = Object.entries(cacheable).flatMap(([type, fields]) =>
    fields.split(' ').map((name) => `${type}.${name}`),
  );

  expectListed(found, listed, {
    unlisted:
      'are cached: if rows that everyone may see, and the day, decide the value, add them to `cacheable` of this test; otherwise ' +
      'give the field a resolver without @Cached',
    unknown:
      'are in `cacheable` of this test, but are not cached: declare them with @Cached, or delete them from the list',
  });
});

test('what needs a role is never cached, whatever else is declared', () => {
  const guarded = buildSchema(`
    directive @auth(requires: Role!) on FIELD_DEFINITION
    enum Role { EDITOR }
    type Query { open: String, guarded: String @auth(requires: EDITOR) }
  `);
  const fields = guarded.getQueryType()!.getFields();
  for (const field of Object.values(fields)) field.extensions = { responseLife: 'revision' };
  declareResponseLives(guarded);

  expect(lifeOfDocument(guarded, parse('{ open }'))).toBe('revision');
  expect(lifeOfDocument(guarded, parse('{ open guarded }'))).toBe('never');
});

test.each([
  ['revision', '{ activities { nodes { title } totalCount } }'],
  ['revision', '{ __schema { types { name } } }'],
  ['revision', 'query ($id: ID!) { node(id: $id) { id __typename ... on Activity { title } } }'],
  ['day', '{ network(slug: "x") { name ...Members } } fragment Members on Network { memberCountries { kind } }'],
  ['day', '{ activities(filter: { not: { completeness: { gte: 50 } } }) { nodes { title } } }'],
  ['revision', 'query ($filter: ActivityFilter) { activities(filter: $filter) { nodes { title } } }'],
  ['never', '{ viewer { role } }'],
  ['never', '{ network(slug: "x") { memberCountries { kind } publication { state } } }'],
  ['never', '{ activity(slug: "x") { title restrictedDocuments { content { fileName } } } }'],
  ['never', '{ preview(token: "x") { id } }'],
  ['never', 'query ($id: ID!) { node(id: $id) { ... on Publishable { publication { state } } } }'],
  ['never', 'query ($id: ID!) { node(id: $id) { ... on Publishable { history { __typename } } } }'],
  ['never', 'mutation { signOut { signedOut: __typename } }'],
  ['never', 'mutation { __typename }'],
  ['never', 'query A { regions { code } } mutation B { signOut { __typename } }'],
  ['never', 'subscription { newsItemPublished { title } }'],
])('%s is how long an answer lives to %s', (life, document) => {
  expect(lifeOfDocument(schema, parse(document))).toBe(life);
});

test('variables shorten how long an answer lives if they compare with what depends on the day', () => {
  expect(dependsOnDay(schema, { filter: { or: [{ year: { eq: 1 } }, { completeness: { gte: 50 } }] } })).toBe(true);
  expect(dependsOnDay(schema, { filter: { year: { eq: 1 }, text: 'completeness' } })).toBe(false);
  expect(dependsOnDay(schema, undefined)).toBe(false);
});
