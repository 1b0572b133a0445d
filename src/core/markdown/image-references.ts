/**
 * References of Markdown to images, such as `![A port](image:SW1hZ2U6MQ)`. The HTML that is stored with a text names images
 * only by these: which of them an item shows, at which addresses and to whom, is decided when the text is read.
 */
export interface ImageReference {
  /** What names the image. It is not validated. */
  readonly id: string;
  /** The alternative text, as HTML. Empty if there is none. */
  readonly alt: string;
  /** The title, as HTML; undefined if there is none. */
  readonly title: string | undefined;
}

/** A reference as the sanitiser writes it. Nothing else in its HTML has this form, since it escapes `<` in texts and attributes. */
const REFERENCE = /<img src="image:([\w-]+)" alt="([^"<>]*)"(?: title="([^"<>]*)")? \/>/g;

/** The references in rendered HTML, in their order. */
export function imagesIn(html: string): ImageReference[] {
  return [...html.matchAll(REFERENCE)].map(([, id, alt, title]) => ({ id: id!, alt: alt!, title }));
}

/** The HTML with each reference replaced. `toHtml` returns the HTML of an image; null leaves its alternative text. */
export function replaceImages(html: string, toHtml: (reference: ImageReference) => string | null): string {
  return html.replace(
    REFERENCE,
    (_found, id: string, alt: string, title: string | undefined) => toHtml({ id, alt, title }) ?? alt,
  );
}
