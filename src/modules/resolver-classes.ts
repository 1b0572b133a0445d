import type { ResolverClass } from '../core/module';
import { catalogueResolvers } from './catalogue/catalogue.module';
import { demonstrationResolvers } from './demonstration/demonstration.module';
import { documentsResolvers } from './documents/documents.module';
import { editorialResolvers } from './editorial/editorial.module';
import { eventsResolvers } from './events/events.module';
import { figuresResolvers } from './figures/figures.module';
import { identityResolvers } from './identity/identity.module';
import { mailResolvers } from './mail/mail.module';
import { mediaResolvers } from './media/media.module';
import { nodeResolvers } from './node/node.module';
import { openDataResolvers } from './open-data/open-data.module';
import { publishingResolvers } from './publishing/publishing.module';
import { ActivitySnippetResolver } from './search/activity-snippet.resolver';
import { SearchResolver } from './search/search.resolver';

/** The resolver classes of all modules. The schema is built from them. */
export const resolverClasses: readonly ResolverClass[] = [
  ...publishingResolvers,
  ...mediaResolvers,
  ...catalogueResolvers,
  ...figuresResolvers,
  ...mailResolvers,
  ...identityResolvers,
  ...documentsResolvers,
  ...editorialResolvers,
  ...demonstrationResolvers,
  SearchResolver,
  ActivitySnippetResolver,
  ...eventsResolvers,
  ...nodeResolvers,
  ...openDataResolvers,
];
