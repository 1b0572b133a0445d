import type { Content } from '../core/fields/content';
import type { FieldSet } from '../core/fields/field';
import { publishableActivity } from './catalogue/activity/activity.fields';
import { memberCountryContent } from './catalogue/network/member-country.fields';
import { publishableNetwork } from './catalogue/network/network.entity';
import { publishableNewsItem } from './catalogue/news/news-item.entity';
import { organisations } from './catalogue/organisation/organisation.entity';
import { components } from './catalogue/programme/component.entity';
import { programmes } from './catalogue/programme/programme.entity';
import { regions } from './catalogue/region/region.entity';
import { publishableRestrictedDocument } from './documents/document/restricted-document.fields';
import { SCORED_FIELDS } from './figures/completeness/completeness-elements';
import { remakeScores } from './figures/completeness/completeness-scores';
import { remakeShares } from './figures/money/money-shares';
import type { LocalizedDefinition } from './localization/localized-type';
import { attachmentType } from './media/attachment/attachment.type';
import { imageType } from './media/image/image.type';
import { type DerivedRows, type ListedType, registerTypes } from './publishing/publishable';

/**
 * Every publishable type. The trash, the list of unpublished items, histories, scheduling and the purge derive from this
 * list. Its order is the order of items that are equal otherwise, and that in which scheduled items of one instant are
 * published: an activity before its documents and its news.
 */
export const publishables: readonly ListedType[] = [
  publishableActivity,
  publishableNewsItem,
  publishableNetwork,
  publishableRestrictedDocument,
];

/** The types of reference data. A type that refers to another one comes before it. */
const referenceTypes = [components, programmes, organisations, regions] as const;

/** Rows that are made from content. */
const derivedRows: readonly DerivedRows[] = [
  {
    type: publishableActivity.name,
    fields: ['budgets', 'transactions', 'recipients', 'sectors'],
    remake: remakeShares,
  },
  { type: publishableActivity.name, fields: SCORED_FIELDS, remake: remakeScores },
];

registerTypes({ publishables, referenceTypes, derivedRows });

/** The publishable types that have previews. */
export const previewables: readonly ListedType[] = publishables.filter(({ isOfNetwork }) => isOfNetwork !== undefined);

/** Every type whose items exist in several languages: the publishable types, those of reference data, and images. */
export const localizedTypes: readonly LocalizedDefinition[] = [...publishables, ...referenceTypes, imageType];

/** Every type whose fields are declared. Their names are those of the GraphQL types. */
export const contentTypes: readonly { readonly name: string; readonly content: FieldSet<Content> }[] = [
  ...localizedTypes,
  attachmentType,
  { name: 'MemberCountry', content: memberCountryContent },
];
