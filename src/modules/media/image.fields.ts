import { z } from 'zod';
import { fieldsOf, type ContentIn, type Field } from '../../core/fields/field';
import { text } from '../../core/fields/field-kinds';
import { localized } from '../../core/fields/translations';
import { TranslationState } from '../../core/languages/translation.entity';
import type { LocalizedDefinition } from '../localization/localized-type';
import { ImageTranslation } from './image-translation.entity';
import { isMediaEditable } from './media.policy';
import { Image } from './image.entity';

/** Maximum lengths of the texts of an image, in UTF-16 code units. */
const MAX_ALT_LENGTH = 500;
const MAX_CAPTION_LENGTH = 1_000;
const MAX_CREDIT_LENGTH = 300;

export interface Point {
  readonly x: number;
  readonly y: number;
}

/** The point that should stay visible when the image is cropped; null: the middle. */
const focalPoint: Field<Point | null> = {
  empty: null,
  json: z.object({ x: z.number(), y: z.number() }),
  // The order of the names, for equal content to have equal JSON.
  normalize: (point) => point && { x: point.x, y: point.y },
  check: (point, { problems, path }) => {
    for (const axis of ['x', 'y'] as const) {
      const part = point?.[axis] ?? 0;
      if (!(part >= 0 && part <= 1)) problems.add(`${path}.${axis}`, 'INVALID', 'must be from 0 to 1');
    }
  },
  read: async (manager, id) => {
    const { focalX, focalY } = await manager.findOneByOrFail(Image, { id });
    return focalX === null || focalY === null ? null : { x: focalX, y: focalY };
  },
  columns: (_name, point) => Promise.resolve({ focalX: point?.x ?? null, focalY: point?.y ?? null }),
};

export const imageContent = fieldsOf(
  Image,
  localized(Image, ImageTranslation, {
    alt: text({ max: MAX_ALT_LENGTH, translatable: true }),
    caption: text({ max: MAX_CAPTION_LENGTH, translatable: true }),
    credit: text({ max: MAX_CREDIT_LENGTH }),
    focalPoint,
  }),
  ({ translations }, { problems }) => {
    for (const [index, { state, alt }] of translations.entries()) {
      if (state !== TranslationState.PUBLISHED || alt !== null) continue;
      problems.add(`input.translations.${index}.alt`, 'REQUIRED', 'must not be empty in a published translation');
    }
  },
);

export type ImageContent = ContentIn<typeof imageContent>;

export const imageType = {
  name: 'Image',
  content: imageContent,
  isEditable: (viewer) => isMediaEditable(viewer, 't'),
} satisfies LocalizedDefinition;
