/** The cookie that keeps the grants of a visitor. Pages get no other one: the others are for other programs on the same host. */
export const GRANTS_COOKIE = 'entente_grants';

/** What the site needs to know about the server that it is a part of. */
export interface SiteOptions {
  /** Languages of the programme as BCP 47 tags, in the order of LOCALES. */
  readonly locales: readonly string[];
  /** One of them. Its pages have no language in their addresses. */
  readonly defaultLocale: string;
  /** Name that the pages are signed with; null if the operator has named no publisher. */
  readonly publisher: string | null;
  /** URL of the licence of the data; null if there is none. */
  readonly licence: string | null;
  /** True if GraphiQL is served at /graphiql. */
  readonly hasGraphiql: boolean;
  /** True if the studio is served at /studio. */
  readonly hasStudio: boolean;
  /** What the operator adds to the pages; null if nothing. */
  readonly own: OwnSiteParts | null;
}

/** The parts of the site in the directory of the operator. */
export interface OwnSiteParts {
  /** Address of a style sheet that follows the one of the site; null if there is none. */
  readonly styles: string | null;
  /** Address of the logo; null if there is none. */
  readonly logo: string | null;
  /** Texts for the foot of every page, as Markdown, by language; '' for all other languages. */
  readonly footers: ReadonlyMap<string, string>;
  /** The operator's module as an absolute path; null if there is none. The site loads and checks it. */
  readonly extension: string | null;
}

/** The status of a page that is not written for a visitor: 429 if their budget is used up, 503 if the server is busy with other pages. */
export type Refusal = 429 | 503;

/** A visitor's request for a page, in terms of the Fetch standard. */
export interface PageVisit {
  readonly request: Request;
  /** Sends a request to the API of this server, with the rights of the visitor. */
  readonly fetch: typeof fetch;
  /** The instant of the request (RFC 3339). */
  readonly now: string;
  /** What the page says instead of what is at the address; null if nothing. */
  readonly refusal: Refusal | null;
  /** Waits until the page may be written, which takes up to 50 milliseconds in one piece. */
  readonly takeTurn: () => Promise<void>;
}

/** The programme's pages. They show what the public API returns, and nothing else. */
export interface Site {
  /** The paths of all pages, in the syntax of Fastify's routes. */
  readonly paths: readonly string[];
  /** The texts of all operations that pages send. */
  readonly documents: readonly string[];
  /** Makes the page at an address; for an unknown address, a page that says so, with the status 404. */
  respond(visit: PageVisit): Promise<Response>;
}
