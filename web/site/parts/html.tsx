import type { ReactElement } from 'react';

/** HTML that was made of Markdown: by the API, which sanitises it, or by the build. */
export function Html({ text }: { readonly text: string }): ReactElement {
  return <div className="prose" dangerouslySetInnerHTML={{ __html: text }} />;
}
