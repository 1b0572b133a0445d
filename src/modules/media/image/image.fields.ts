import { Field, Float, InputType } from 'type-graphql';
import { z } from 'zod';
import { type ContentIn, fieldsOf, type InputField } from '../../../core/fields/field';
import { argument } from '../../../core/fields/field-argument';
import { ContentFieldKind } from '../../../core/fields/field-form';
import { text } from '../../../core/fields/field-kinds';
import { localized } from '../../../core/fields/localized-fields';
import { TranslationState } from '../../../core/languages/translation.entity';
import { Image } from './image.entity';
import { ImageTranslation } from './image-translation.entity';

/** Maximum lengths of the texts of an image, in UTF-16 code units. */
const MAX_ALT_LENGTH = 500;
const MAX_CAPTION_LENGTH = 1_000;
const MAX_CREDIT_LENGTH = 300;

export interface Point {
  readonly x: number;
  readonly y: number;
}

@InputType({ description: 'The point of an image that should stay visible when it is cropped.' })
class FocalPointInput {
  @Field(() => Float, { description: 'Distance from the left edge, as a fraction of the width: 0 to 1.' })
  x!: number;

  @Field(() => Float, { description: 'Distance from the upper edge, as a fraction of the height: 0 to 1.' })
  y!: number;
}

/** The bounds of the coordinates, as parts of the width and the height. */
const FOCAL_RANGE = { minimum: 0, maximum: 1 };

/** The point that should stay visible when the image is cropped; null: the middle. */
const focalPoint: InputField<Point | null> = {
  form: { kind: ContentFieldKind.FOCAL_POINT, ...FOCAL_RANGE },
  argument: argument(() => FocalPointInput, {
    description: 'Point that should stay visible when the image is cropped',
    note: 'The middle if null.',
  }),
  empty: null,
  json: z.object({ x: z.number(), y: z.number() }),
  // The order of the names, for equal content to have equal JSON.
  normalize: (point) => point && { x: point.x, y: point.y },
  check: (point, { problems, path }) => {
    const { minimum, maximum } = FOCAL_RANGE;
    for (const axis of ['x', 'y'] as const) {
      const part = point?.[axis] ?? minimum;
      if (part >= minimum && part <= maximum) continue;
      problems.add(`${path}.${axis}`, 'INVALID', `must be from ${minimum} to ${maximum}`);
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
    alt: text({
      description: 'Alternative text: what the image shows, for readers who do not see it',
      note: 'Required before an item that shows the image is published, and while such an item is published or scheduled.',
      max: MAX_ALT_LENGTH,
      translatable: true,
    }),
    caption: text({ description: 'Caption of the image, as plain text', max: MAX_CAPTION_LENGTH, translatable: true }),
    credit: text({ description: 'Author or rights holder of the image', max: MAX_CREDIT_LENGTH }),
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
