import type { ReactElement } from 'react';

interface HtmlProps {
  readonly text: string;
  /** The level of the highest headings in the text, one below the heading above the text. Absent: the headings stay as they are. */
  readonly heading?: 2 | 3;
}

/** HTML that was made of Markdown: by the API, which sanitises it, or by the build. */
export function Html({ text, heading }: HtmlProps): ReactElement {
  const html = heading === undefined ? text : withHeadingsFrom(heading, text);
  return <div className="prose" dangerouslySetInnerHTML={{ __html: html }} />;
}

/** Headings as they are made of Markdown. Nothing else in its HTML has this form, since `<` in texts and attributes is escaped. */
const HEADING = /(<\/?h)([1-6])>/g;

/** Moves all headings by as many levels, so that the highest ones have the given level. HTML has six levels. */
function withHeadingsFrom(first: number, html: string): string {
  const levels = Array.from(html.matchAll(HEADING), ([, , level]) => Number(level));
  const shift = first - Math.min(...levels);
  return html.replace(
    HEADING,
    (_tag, start: string, level: string) => `${start}${Math.min(Number(level) + shift, 6)}>`,
  );
}
