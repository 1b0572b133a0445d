import type { StudioItemPublicationQuery } from '../../../clients/typescript/src/studio.js';

/** An item that can be published, as its publication is read. */
export type PublishableItem = Extract<
  NonNullable<StudioItemPublicationQuery['item']>,
  { readonly __typename: 'Activity' | 'NewsItem' | 'Network' | 'RestrictedDocument' }
>;
