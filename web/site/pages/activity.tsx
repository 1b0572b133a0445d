import {
  SiteActivityDocument,
  SiteActivityIdDocument,
  type SiteActivityPageFragment as Activity,
  SiteDocumentLinksDocument,
  SiteUnlockActivityDocument,
  SiteUnlockDocumentDocument,
  type SiteUnlockFragment,
} from '../../../clients/typescript/src/site.js';
import { ActivityArticle } from '../activity/article';
import { forbiddenContent } from '../errors';
import { textOf } from '../form';
import { Grants } from '../grants';
import type { Page, PageContent } from '../page';
import { downloadOf, lockedAddress, type Refusal } from '../parts/documents';
import type { Visit } from '../visit';

/** All that is public about an activity, and the form that opens its restricted documents. */
export const activity: Page = {
  path: '/activities/:slug',
  show: async (visit, { slug = '' }) => {
    const download = downloadOf(visit);
    if (download === null) return show(visit, slug, null);
    return download.isOwn
      ? leadToFile(visit, slug, download.documentId)
      : visit.redirect(lockedAddress(download.documentId));
  },
  submit: async (visit, { slug = '' }, form) => {
    if (!visit.isSameOrigin) return forbiddenContent(visit);
    if (form.has('lock')) return visit.redirect('#documents', Grants.cookieWithout(visit.isSecure));
    const documentId = textOf(form, 'document');
    const result = await unlock(visit, slug, textOf(form, 'password'), documentId);
    if (result === null) return null;
    if (result.__typename === 'UnlockRefused') {
      return show(visit, slug, { reason: `documents.refused.${result.reason}`, documentId });
    }
    return visit.redirect('#documents', visit.grants.cookieWith(result.grant, result.expiresAt, visit.isSecure));
  },
};

async function show(visit: Visit, slug: string, refusal: Refusal | null): Promise<PageContent | null> {
  const { activity: found } = await visit.api.request(SiteActivityDocument, { slug });
  return found && activityContent(visit, found, refusal);
}

/**
 * Leads to the file of a document, or back to the page if the visitor may not open it any more. The links of the API are valid for five
 * minutes, and many visitors keep a page open for longer. So the link is made when they click.
 */
async function leadToFile(visit: Visit, slug: string, documentId: string): Promise<Response | null> {
  const { activity: found } = await visit.api.request(SiteDocumentLinksDocument, { slug });
  if (found === null) return null;
  const content = found.restrictedDocuments.find(({ id }) => id === documentId)?.content;
  return visit.redirect(content?.downloadUrl ?? lockedAddress(documentId));
}

/** @param refusal null if the last password opened something, or none was given */
export function activityContent(visit: Visit, found: Activity, refusal: Refusal | null): PageContent {
  return {
    title: found.title,
    description: found.summary,
    itemLocale: found.locale,
    availableLocales: found.availableLocales,
    image: found.cover?.plain,
    structuredData: eventOf(found),
    status: refusal === null ? 200 : 422,
    headers: { 'last-modified': new Date(found.updatedAt).toUTCString() },
    body: <ActivityArticle visit={visit} activity={found} refusal={refusal} />,
  };
}

/** Null if there is no such activity. */
async function unlock(
  { api }: Visit,
  slug: string,
  password: string,
  documentId: string,
): Promise<SiteUnlockFragment | null> {
  if (documentId !== '') {
    const { unlockDocument } = await api.request(SiteUnlockDocumentDocument, { input: { documentId, password } });
    return unlockDocument;
  }
  const { activity: found } = await api.request(SiteActivityIdDocument, { slug });
  if (found === null) return null;
  const input = { activityId: found.id, password };
  const { unlockActivityDocuments } = await api.request(SiteUnlockActivityDocument, { input });
  return unlockActivityDocuments;
}

/** The activity as schema.org's Event. */
function eventOf({
  title,
  summary,
  startsOn,
  endsOn,
  status,
  locale,
  cover,
  operativeDimension,
}: Activity): Record<string, unknown> {
  const { place, country } = operativeDimension;
  return {
    '@type': 'Event',
    name: title,
    description: summary,
    inLanguage: locale,
    ...(startsOn !== null && { startDate: startsOn }),
    ...(endsOn !== null && { endDate: endsOn }),
    ...(status === 'CANCELLED' && { eventStatus: 'https://schema.org/EventCancelled' }),
    ...(cover && { image: cover.plain }),
    ...((place ?? country) !== null && {
      location: {
        '@type': 'Place',
        name: place ?? country!.name,
        ...(country && { address: { '@type': 'PostalAddress', addressCountry: country.code } }),
      },
    }),
  };
}
