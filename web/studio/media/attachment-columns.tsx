import type { StudioAttachmentCardFragment } from '../../../clients/typescript/src/studio.js';
import { fileSize } from '../../shared/file-size';
import type { Interface } from '../interface';
import type { ListColumn } from '../lists/list-table';

/** Columns that show what a file is. */
export function attachmentColumns({
  t,
  locale,
  dates,
  languageName,
}: Interface): readonly ListColumn<StudioAttachmentCardFragment>[] {
  return [
    {
      id: 'FILE',
      title: t('media.fileTitle'),
      text: ({ title }) => title,
      show: ({ title, language, fileName }) => (
        <span className="picked">
          <span lang={language ?? undefined}>{title}</span>
          <span className="hint">{fileName}</span>
        </span>
      ),
    },
    { id: 'SIZE', title: t('media.fileSize'), text: ({ byteSize }) => fileSize(byteSize, locale) },
    { id: 'LANGUAGE', title: t('media.fileLanguage'), text: ({ language }) => language && languageName(language) },
    {
      id: 'DAY',
      title: t('media.fileDay'),
      text: ({ publishedOn }) => publishedOn,
      show: ({ publishedOn }) => publishedOn !== null && dates.partial(publishedOn),
    },
  ];
}
