import type { ReactElement } from 'react';
import type { SitePictureFragment } from '../../../clients/typescript/src/site.js';
import type { Visit } from '../visit';

interface PictureProps {
  readonly picture: SitePictureFragment;
  /** The width at which the page shows it, in terms of the attribute `sizes`. */
  readonly sizes: string;
  /** False for the first picture of a page, which is shown at once. */
  readonly isLazy?: boolean;
}

/** A picture in a frame of a fixed shape. The part around its focal point stays visible. */
export function Picture({ picture, sizes, isLazy = true }: PictureProps): ReactElement {
  const { x, y } = picture.focalPoint;
  return (
    <picture>
      <source
        type="image/webp"
        srcSet={`${picture.w320} 320w, ${picture.w640} 640w, ${picture.w1280} 1280w`}
        sizes={sizes}
      />
      <img
        className={`focus-x${Math.round(x * 4)} focus-y${Math.round(y * 4)}`}
        src={picture.plain}
        alt={picture.alt}
        width={picture.width}
        height={picture.height}
        loading={isLazy ? 'lazy' : 'eager'}
        decoding="async"
      />
    </picture>
  );
}

interface FigureProps extends PictureProps {
  readonly visit: Visit;
}

/** A picture with its caption and the name of its author. */
export function Figure({ visit, picture, ...rest }: FigureProps): ReactElement {
  const { caption, credit } = picture;
  return (
    <figure>
      <Picture picture={picture} {...rest} />
      {(caption ?? credit) !== null && (
        <figcaption>
          {caption} {credit !== null && <small>{visit.translate('picture.credit', { credit })}</small>}
        </figcaption>
      )}
    </figure>
  );
}

interface GalleryProps {
  readonly visit: Visit;
  readonly pictures: readonly SitePictureFragment[];
}

/** The pictures of an item; nothing if there are none. */
export function Gallery({ visit, pictures }: GalleryProps): ReactElement | null {
  if (pictures.length === 0) return null;
  return (
    <section className="gallery">
      <h2 {...visit.interfaceLanguage}>{visit.translate('activity.gallery')}</h2>
      <div>
        {pictures.map((picture) => (
          <Figure key={picture.plain} visit={visit} picture={picture} sizes="(min-width: 48rem) 20rem, 100vw" />
        ))}
      </div>
    </section>
  );
}
