import type { StudioImageCardFragment } from '../../../clients/typescript/src/studio.js';
import type { Interface } from '../interface';
import type { ListColumn } from '../lists/list-table';

/** Columns that show what an image is. */
export function imageColumns(t: Interface['t']): readonly ListColumn<StudioImageCardFragment>[] {
  return [
    {
      id: 'IMAGE',
      title: t('media.image'),
      text: ({ alt }) => alt,
      show: ({ url, alt, locale }) => (
        <span className="media-cell">
          <img className="thumbnail" src={url} alt="" loading="lazy" />
          {alt === '' ? <strong className="lacking">{t('media.noAlt')}</strong> : <span lang={locale}>{alt}</span>}
        </span>
      ),
    },
    { id: 'CREDIT', title: t('media.credit'), text: ({ credit }) => credit },
  ];
}

/** What an image is called: its alternative text, if it has one. */
export function imageName(t: Interface['t'], image: StudioImageCardFragment | undefined): string {
  return image === undefined || image.alt === '' ? t('media.image') : image.alt;
}

/** The language of what an image is called; undefined: that of the interface. */
export function imageLanguage({ alt, locale }: StudioImageCardFragment): string | undefined {
  return alt === '' ? undefined : locale;
}
