import { registerEnumType } from 'type-graphql';

/** How editors fill in a field. The names are those of the API. */
export enum ContentFieldKind {
  SLUG = 'SLUG',
  TEXT = 'TEXT',
  MULTILINE_TEXT = 'MULTILINE_TEXT',
  MARKDOWN = 'MARKDOWN',
  URL = 'URL',
  LOCALE = 'LOCALE',
  DATE = 'DATE',
  PARTIAL_DATE = 'PARTIAL_DATE',
  DATE_TIME = 'DATE_TIME',
  INTEGER = 'INTEGER',
  OPTION = 'OPTION',
  COUNTRY = 'COUNTRY',
  COUNTRIES = 'COUNTRIES',
  REFERENCE = 'REFERENCE',
  REFERENCES = 'REFERENCES',
  ORGANISATIONS_IN_ROLES = 'ORGANISATIONS_IN_ROLES',
  TEXTS = 'TEXTS',
  MULTILINE_TEXTS = 'MULTILINE_TEXTS',
  IMAGE = 'IMAGE',
  IMAGES = 'IMAGES',
  ATTACHMENTS = 'ATTACHMENTS',
  LINKS = 'LINKS',
  BUDGETS = 'BUDGETS',
  FOCAL_POINT = 'FOCAL_POINT',
  PARTICIPATION = 'PARTICIPATION',
  RECIPIENTS = 'RECIPIENTS',
  SECTORS = 'SECTORS',
  CODES = 'CODES',
  LOCATIONS = 'LOCATIONS',
  RESULTS = 'RESULTS',
}

registerEnumType(ContentFieldKind, {
  name: 'ContentFieldKind',
  description: 'Kind of a field that editors fill in: the form of its value in inputs.',
  valuesConfig: {
    SLUG: {
      description:
        'Name of the item in URLs: lower-case Latin letters and digits, in groups joined by hyphens. Generated if it is ' +
        'left empty.',
    },
    TEXT: { description: 'Plain text of one line.' },
    MULTILINE_TEXT: { description: 'Plain text of one or more lines.' },
    MARKDOWN: { description: 'Text in Markdown, kept as it was written.' },
    URL: { description: 'Address of a website: an http or https URL without credentials.' },
    LOCALE: { description: 'Language: a value of the scalar `Locale`.' },
    DATE: { description: 'Calendar day in the years 1900 to 2200: a value of the scalar `Date`.' },
    PARTIAL_DATE: {
      description: 'Day, month or year, in the years 1900 to 2200: a value of the scalar `PartialDate`.',
    },
    DATE_TIME: { description: 'Instant: a value of the scalar `DateTime`.' },
    INTEGER: { description: 'Integer within the bounds `minimum` and `maximum`.' },
    OPTION: { description: 'One of the values of an enum, which are the `options`.' },
    COUNTRY: { description: 'Country: a value of the scalar `CountryCode`.' },
    COUNTRIES: {
      description: 'Set of countries: different values of the scalar `CountryCode`. Their order has no meaning.',
    },
    REFERENCE: { description: 'Item of the type `target`, named by the value of its field `keyField`.' },
    REFERENCES: {
      description:
        'Set of items of the type `target`, each named by the value of its field `keyField`. Their order has no meaning.',
    },
    ORGANISATIONS_IN_ROLES: {
      description:
        'Set of organisations in roles: `OrganisationInRoleInput`. The `options` are the roles. The order has no meaning.',
    },
    TEXTS: { description: 'List of plain texts of one line, in the order in which they are shown.' },
    MULTILINE_TEXTS: {
      description: 'List of plain texts of one or more lines, in the order in which they are shown.',
    },
    IMAGE: { description: 'Image, named by its global id.' },
    IMAGES: { description: 'List of images, named by their global ids, in the order in which they are shown.' },
    ATTACHMENTS: {
      description: 'List of attachments, named by their global ids, in the order in which they are shown.',
    },
    LINKS: {
      description:
        'List of links to pages elsewhere, in the order in which they are shown: `LinkInput`. The `options` are the kinds ' +
        'of links, and `maxLength` is that of a title.',
    },
    BUDGETS: { description: 'List of budgets of periods: `BudgetInput`.' },
    FOCAL_POINT: {
      description: 'Point of an image: `FocalPointInput`, whose coordinates are from `minimum` to `maximum`.',
    },
    PARTICIPATION: {
      description:
        'List of rows of people who took part: `ParticipationInput`. Each count is from `minimum` to `maximum`; the ' +
        '`target` is the type of the organisations.',
    },
    RECIPIENTS: {
      description:
        'List of countries and regions with percentages, in the order in which they are shown: `RecipientInput`.',
    },
    SECTORS: {
      description: 'List of sectors with percentages, in the order in which they are shown: `SectorInput`.',
    },
    CODES: { description: 'List of different codes of the `codelists`, in the order in which they are shown.' },
    LOCATIONS: {
      description:
        'List of places, in the order in which they are shown: `LocationInput`. `maxLength` is that of a name.',
    },
    RESULTS: {
      description:
        'List of results with their indicators, in the order in which they are shown: `ResultInput`. `maxLength` is that ' +
        'of a title.',
    },
  },
});

/** The table whose rows a field names, and the column by which it names them. */
export interface FieldTarget {
  readonly table: string;
  readonly column: string;
}

/** What a form needs to know of a field. A kind of field makes it from the values that its check enforces. */
export interface FieldForm {
  readonly kind: ContentFieldKind;
  /** True if the field of a new item must be filled in. */
  readonly isRequired?: boolean;
  /** UTF-16 code units of a text, or of each text of a list. */
  readonly maxLength?: number;
  readonly minimum?: number;
  readonly maximum?: number;
  readonly maxItems?: number;
  readonly options?: readonly string[];
  /** The names of the codelists whose codes the value, or a part of each entry, has. */
  readonly codelists?: readonly string[];
  readonly target?: FieldTarget;
}
