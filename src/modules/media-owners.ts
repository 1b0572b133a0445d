import { always } from '../database/sql/conditions';
import { raw, sql } from '../database/sql/sql';
import { organisations } from './catalogue/organisation/organisation.entity';
import { programmes } from './catalogue/programme/programme.entity';
import type { MediaOwner } from './media/media-owner';
import { publishables } from './publishables';
import { PublicationState } from './publishing/publication.entity';

const { PUBLISHED, SCHEDULED } = PublicationState;

/** Every type whose content may use images or attachments. */
export const mediaOwners: readonly MediaOwner[] = [
  ...publishables.map(({ content, isVisible }) => ({
    content,
    isVisible,
    isPublishing: sql`t.publication_state IN (${raw(`'${PUBLISHED}', '${SCHEDULED}'`)})`,
  })),
  // Reference data is public.
  ...[organisations, programmes].map(({ content }) => ({
    content,
    isVisible: () => always,
    isPublishing: always,
  })),
];
