import type { ReactElement } from 'react';
import type { SiteAttachmentFragment } from '../../../clients/typescript/src/site.js';
import type { Visit } from '../visit';

interface AttachmentsProps {
  readonly visit: Visit;
  readonly attachments: readonly SiteAttachmentFragment[];
}

/** The public files of an item; nothing if there are none. */
export function Attachments({ visit, attachments }: AttachmentsProps): ReactElement | null {
  if (attachments.length === 0) return null;
  return (
    <section {...visit.interfaceLanguage}>
      <h2>{visit.translate('attachments.title')}</h2>
      <ul>
        {attachments.map(({ id, title, language, fileName, mediaType, byteSize, publishedOn, url }) => (
          <li key={id}>
            <a
              href={url}
              hrefLang={language ?? undefined}
              type={mediaType}
              {...(language && visit.inLanguage(language))}
            >
              {title}
            </a>{' '}
            <small>
              {[
                publishedOn && visit.messageDates.partial(publishedOn),
                language && visit.languageName(language),
                // Every file has an extension that names its type.
                fileName.split('.').at(-1)!.toUpperCase(),
                visit.sizeOf(byteSize),
              ]
                .filter(Boolean)
                .join(', ')}
            </small>
          </li>
        ))}
      </ul>
    </section>
  );
}
