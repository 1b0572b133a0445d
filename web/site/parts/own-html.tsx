import type { ReactElement } from 'react';

/** HTML of the operator, which is trusted. */
export function OwnHtml({ text }: { readonly text: string }): ReactElement {
  return <div className="own" dangerouslySetInnerHTML={{ __html: text }} />;
}
