import { parseUrl } from '../../url';

/** Who publishes the data, and on what terms. */
export interface Attribution {
  /** null: the host name of the server stands for it. */
  readonly publisher: string | null;
  /** The address of the licence; null if the data has none. */
  readonly licence: string | null;
}

/** What a file says about itself. */
export interface FileOrigin {
  readonly title: string;
  readonly publisher: string;
  readonly licence: string | null;
  /** How the data is cited: its publisher, its title and its address. */
  readonly citeAs: string;
  /** The server's own origin, e.g. `https://api.example.org`. */
  readonly origin: string;
  /** The address of this file, with its parameters. */
  readonly address: string;
  /** The address of a page for an item, with `{type}` and `{slug}`; null if there are no pages. */
  readonly itemUrl: string | null;
}

export interface FileOriginOptions extends Attribution, Pick<FileOrigin, 'title' | 'origin' | 'itemUrl'> {
  /** The path of the file, with its parameters. */
  readonly target: string;
}

export function fileOriginOf({ publisher, licence, origin, itemUrl, title, target }: FileOriginOptions): FileOrigin {
  const name = publisher ?? hostOf(origin);
  const address = `${origin}${target}`;
  return { title, publisher: name, licence, citeAs: `${name}: ${title}. ${address}`, origin, address, itemUrl };
}

/** The page of an item on the site of the programme; null if there is none. */
export function pageOf({ itemUrl }: FileOrigin, type: 'activities' | 'news', slug: string): string | null {
  return itemUrl === null ? null : itemUrl.replaceAll('{type}', type).replaceAll('{slug}', encodeURIComponent(slug));
}

function hostOf(origin: string): string {
  return parseUrl(origin)?.hostname ?? 'localhost';
}
