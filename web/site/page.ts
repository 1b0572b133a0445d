import type { ReactNode } from 'react';
import type { Visit } from './visit';

/** What a page shows within the frame that all pages have. */
export interface PageContent {
  readonly title: string;
  /** One or two sentences for search engines and link previews. */
  readonly description?: string;
  /** The languages in which the page exists; all of the programme if absent. */
  readonly availableLocales?: readonly string[];
  /** The language of the item that the page is about; that of the page if absent. */
  readonly itemLocale?: string;
  /** Address of a picture for link previews. */
  readonly image?: string | undefined;
  /** Facts about the item in terms of schema.org. */
  readonly structuredData?: Readonly<Record<string, unknown>>;
  readonly body: ReactNode;
  /** True if a script writes the token of the link that led here into the form of the page. */
  readonly usesLinkToken?: boolean;
  /** HTTP status; 200 if absent. */
  readonly status?: number;
  readonly headers?: Readonly<Record<string, string>>;
}

/** The values of the parameters in a path, by name. */
export type PathParameters = Readonly<Record<string, string>>;

/** A kind of page, at the addresses of one pattern. */
export interface Page {
  /** For example `/activities/:slug`. */
  readonly path: string;
  /** Makes the page, or a response for a script. Null: there is nothing at this address. */
  readonly show: (visit: Visit, parameters: PathParameters) => Promise<PageContent | Response | null>;
  /** Handles a form that the page sends. A page without forms has none. */
  readonly submit?: (
    visit: Visit,
    parameters: PathParameters,
    form: FormData,
  ) => Promise<PageContent | Response | null>;
}
