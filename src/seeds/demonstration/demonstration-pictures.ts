import type { EntityManager } from 'typeorm';
import { hashText } from '../../core/fields/translation-values';
import { TranslationState } from '../../core/languages/translation.entity';
import { Activity } from '../../modules/catalogue/activity/activity.entity';
import { ActivityImage } from '../../modules/catalogue/activity/activity-links.entity';
import { Network, NetworkImage } from '../../modules/catalogue/network/network.entity';
import { NewsImage, NewsItem } from '../../modules/catalogue/news/news-item.entity';
import { Programme, ProgrammeImage } from '../../modules/catalogue/programme/programme.entity';
import { recordDemonstration } from '../../modules/demonstration/demonstration-record.entity';
import type { StoredFile } from '../../modules/files/file-ingest';
import type { FileLeases } from '../../modules/files/file-leases';
import { Image, ImageFile } from '../../modules/media/image/image.entity';
import { ImageTranslation } from '../../modules/media/image/image-translation.entity';
import type { DemonstrationFile } from './demonstration-documents';
import { type DemonstrationPicture, demonstrationPictures, type PictureUse } from './demonstration-pictures.data';

/** A picture with its file. */
export interface DrawnPicture {
  readonly picture: DemonstrationPicture;
  readonly file: DemonstrationFile;
  readonly width: number;
  readonly height: number;
  /** A data URI. */
  readonly placeholder: string;
}

/** When the pictures are attached, and in which languages. */
interface Attaching {
  readonly locales: readonly string[];
  readonly now: string;
}

const CREDIT = 'Entente, drawn by code';

/** Rows and columns of a placeholder, which must be at most 200 characters long. */
const PLACEHOLDER = { width: 3, height: 3 };

/** Draws all pictures of the demonstration. */
export async function drawPictures(): Promise<DrawnPicture[]> {
  // Loaded only now: a server without the demonstration draws nothing.
  const { default: sharp } = await import('sharp');
  return Promise.all(
    demonstrationPictures.map(async (picture, index) => {
      const { svg, width, height } = picture.draw();
      const drawing = sharp(Buffer.from(svg));
      const bytes = await drawing.clone().png({ palette: true, dither: 0 }).toBuffer();
      const tiny = await drawing.resize(PLACEHOLDER.width, PLACEHOLDER.height, { fit: 'fill' }).png().toBuffer();
      return {
        picture,
        file: { fileName: `picture-${index + 1}.png`, bytes },
        width,
        height,
        placeholder: `data:image/png;base64,${tiny.toString('base64')}`,
      };
    }),
  );
}

/** Makes images of the stored pictures, in the order of `drawn`, and links them to the items that show them. */
export async function attachPictures(
  leases: FileLeases,
  manager: EntityManager,
  pictures: readonly { readonly drawn: DrawnPicture; readonly stored: StoredFile }[],
  attaching: Attaching,
): Promise<void> {
  // The next position of each gallery.
  const positions = new Map<string, number>();
  for (const { drawn, stored } of pictures) {
    const imageId = await saveImage(manager, drawn, stored, attaching);
    await leases.release(manager, stored.fileKey);
    for (const use of drawn.picture.usedBy) {
      const next = (positions.get(use.slug) ?? 0) + 1;
      if (use.field === 'activityGallery') positions.set(use.slug, next);
      await linkImage(manager, use, imageId, next);
    }
  }
}

async function saveImage(
  manager: EntityManager,
  { picture, width, height, placeholder }: DrawnPicture,
  { mediaType, byteSize, sha256, fileKey, keyId }: StoredFile,
  { locales, now }: Attaching,
): Promise<number> {
  const { alt, translations } = picture;
  const image = await manager.save(
    manager.create(Image, {
      alt,
      credit: CREDIT,
      width,
      height,
      placeholder,
      contentHash: sha256,
      createdAt: now,
      updatedAt: now,
    }),
  );
  await recordDemonstration(manager, 'Image', [image.id]);
  await manager.insert(ImageFile, {
    imageId: image.id,
    variant: 'original',
    mediaType,
    byteSize,
    sha256,
    fileKey,
    keyId,
  });
  const base = { alt: hashText(alt), caption: hashText(null) };
  for (const [locale, translated] of Object.entries(translations)) {
    if (!locales.includes(locale)) continue;
    const status = { locale, state: TranslationState.PUBLISHED, base, updatedAt: now };
    await manager.insert(ImageTranslation, { ...status, imageId: image.id, alt: translated });
  }
  return image.id;
}

/** @param position the position if the picture belongs to a gallery; covers, emblems and logos have 0 */
async function linkImage(
  manager: EntityManager,
  { field, slug }: PictureUse,
  imageId: number,
  position: number,
): Promise<void> {
  const idOf = async (entity: new () => { id: number; slug: string }): Promise<number> =>
    (await manager.findOneByOrFail(entity, { slug })).id;
  switch (field) {
    case 'activityCover':
    case 'activityGallery': {
      const place = field === 'activityCover' ? 0 : position;
      await manager.insert(ActivityImage, { activityId: await idOf(Activity), position: place, imageId });
      break;
    }
    case 'newsCover':
      await manager.insert(NewsImage, { newsItemId: await idOf(NewsItem), position: 0, imageId });
      break;
    case 'networkEmblem':
      await manager.insert(NetworkImage, { networkId: await idOf(Network), position: 0, imageId });
      break;
    case 'programmeLogo':
      await manager.insert(ProgrammeImage, { programmeId: await idOf(Programme), position: 0, imageId });
      break;
  }
}
