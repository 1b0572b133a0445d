import type { FileOrigin } from '../attribution';
import { permanentIdOf } from '../permanent-id';
import { xmlBuilder } from '../xml-builder';

/** An entry of a feed. */
export interface FeedEntry {
  /** The global id of the item. */
  readonly id: string;
  /** The language of the texts. */
  readonly locale: string;
  readonly title: string;
  readonly summary: string;
  /** Sanitised HTML; null if the summary is all there is. */
  readonly html: string | null;
  /** RFC 3339; null if it is unknown. */
  readonly published: string | null;
  /** RFC 3339; null if it is unknown. */
  readonly updated: string | null;
  /** The page of the item; null if there is none. */
  readonly page: string | null;
  readonly categories: readonly string[];
  /** null if it has none. */
  readonly cover: FeedCover | null;
  readonly attachments: readonly FeedAttachment[];
}

/** The image of an entry, as a JPEG file. */
export interface FeedCover {
  readonly alt: string;
  readonly url: URL | string;
}

/** A file that an entry offers. */
export interface FeedAttachment {
  readonly title: string;
  readonly language: string | null;
  readonly mediaType: string;
  readonly byteSize: number;
  readonly url: URL | string;
}

/** The time of what has none: RFC 4287 demands one of each entry and of the feed. */
const UNKNOWN_TIME = '1970-01-01T00:00:00.000Z';

/** Writes a feed in the format of Atom (RFC 4287). An entry without a page links to its place in the feed. */
export function writeAtom(entries: readonly FeedEntry[], origin: FileOrigin): string {
  // The order of texts in UTC is that of time.
  const [updated = UNKNOWN_TIME] = entries
    .flatMap((entry) => entry.updated ?? [])
    .sort()
    .reverse();
  const feed = {
    '@xmlns': 'http://www.w3.org/2005/Atom',
    '@xml:lang': origin.locale,
    id: origin.address,
    title: `${origin.publisher}: ${origin.title}`,
    updated,
    author: { name: origin.publisher },
    generator: 'Entente',
    link: [
      { '@rel': 'self', '@type': 'application/atom+xml', '@href': origin.address },
      // RFC 4946.
      ...(origin.licence === null ? [] : [{ '@rel': 'license', '@href': origin.licence }]),
    ],
    rights: origin.rights,
    entry: entries.map((entry) => toElement(entry, origin)),
  };
  return xmlBuilder.build({ '?xml': { '@version': '1.0', '@encoding': 'UTF-8' }, feed });
}

function toElement(entry: FeedEntry, { address, origin }: FileOrigin): object {
  const { id, locale, title, summary, html, published, updated, page, categories, cover, attachments } = entry;
  const uuid = permanentIdOf(origin, id);
  return {
    '@xml:lang': locale,
    id: `urn:uuid:${uuid}`,
    title,
    ...(published && { published }),
    updated: updated ?? UNKNOWN_TIME,
    link: [
      { '@rel': 'alternate', '@href': page ?? `${address}#${uuid}` },
      ...(cover === null ? [] : [toImage(cover)]),
      ...attachments.map(toEnclosure),
    ],
    ...(categories.length > 0 && { category: categories.map((term) => ({ '@term': term })) }),
    summary,
    ...(html !== null && { content: { '@type': 'html', '#': html } }),
  };
}

/** A link to an image, which feed readers show with the entry. Its size is unknown until the image is first requested. */
function toImage({ alt, url }: FeedCover): object {
  return { '@rel': 'enclosure', '@type': 'image/jpeg', '@title': alt, '@href': String(url) };
}

/** A link to a file that belongs to an entry (RFC 4287, section 4.2.7). */
function toEnclosure({ title, language, mediaType, byteSize, url }: FeedAttachment): object {
  return {
    '@rel': 'enclosure',
    '@type': mediaType,
    '@length': byteSize,
    '@title': title,
    ...(language !== null && { '@hreflang': language }),
    '@href': String(url),
  };
}
