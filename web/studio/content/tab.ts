/** What an editor shows, as it is in the address. */
interface TabSearch {
  /** The tab. Absent: the first one. */
  readonly tab?: string;
  /** The language of the tab of translations. Absent: the first one. */
  readonly language?: string;
  /** The document whose access the tab of documents shows. Absent: it shows all documents. */
  readonly document?: string;
  /**
   * What distinguishes a new item from others that were begun: a UUID; empty for the first one. Absent: the form shows the first
   * new item that was begun, or an empty form.
   */
  readonly draft?: string;
}

/** What the address of a new item names. Other texts are ignored, because the studio would not offer their draft again. */
const NAME_OF_DRAFT = /^(?:[\da-f]{8}(?:-[\da-f]{4}){3}-[\da-f]{12})?$/;

/** Reads which tab of an editor is shown. */
export function readTab({ tab, language, document, draft }: Record<string, unknown>): TabSearch {
  return {
    ...(typeof tab === 'string' && { tab }),
    ...(typeof language === 'string' && { language }),
    ...(typeof document === 'string' && { document }),
    ...(typeof draft === 'string' && NAME_OF_DRAFT.test(draft) && { draft }),
  };
}
