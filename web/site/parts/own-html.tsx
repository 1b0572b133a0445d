import type { ReactElement } from 'react';
import type { Visit } from '../visit';

interface OwnHtmlProps {
  readonly visit: Visit;
  readonly text: string;
}

/** HTML of the operator, which is trusted, in the language of the page. */
export function OwnHtml({ visit, text }: OwnHtmlProps): ReactElement {
  return <div className="own" {...visit.inLanguage(visit.locale)} dangerouslySetInnerHTML={{ __html: text }} />;
}
