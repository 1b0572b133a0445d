/** What an editor shows, as it is in the address. */
interface TabSearch {
  /** The tab. Absent: the first one. */
  readonly tab?: string;
  /** The language of the tab of translations. Absent: the first one. */
  readonly language?: string;
}

/** Reads which tab of an editor is shown. */
export function readTab({ tab, language }: Record<string, unknown>): TabSearch {
  return { ...(typeof tab === 'string' && { tab }), ...(typeof language === 'string' && { language }) };
}
