import type { ReactElement } from 'react';

/** HTML that the API has made of Markdown and sanitised. */
export function Html({ text }: { readonly text: string }): ReactElement {
  return <div className="prose" dangerouslySetInnerHTML={{ __html: text }} />;
}
