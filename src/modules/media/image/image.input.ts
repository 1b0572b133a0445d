import { ArgsType, Field, Float, InputType, ObjectType } from 'type-graphql';
import { ConditionCost } from '../../../core/cost/condition-cost';
import { PagingArgs } from '../../../core/listing/connection';
import { NO_NULL, StringFilter } from '../../../core/listing/filter-inputs';
import { ChangeInput, LocalizedChangeInput, LocalizedInput } from '../../../core/mutations/mutation-inputs';
import { DeletePayload } from '../../../core/mutations/mutation-payloads';
import { UploadUrlPayload } from '../../files/upload-ticket';
import { Image } from './image.entity';

@InputType({ description: 'Conditions on images, all of which must be met. ' + NO_NULL })
export class ImageFilter {
  @Field(() => [ImageFilter], {
    nullable: true,
    description: 'Conditions on the image, all of which must be met.',
  })
  and?: ImageFilter[];

  @Field(() => [ImageFilter], {
    nullable: true,
    description: 'Conditions on the image, at least one of which must be met. An empty list matches nothing.',
  })
  or?: ImageFilter[];

  @Field(() => ImageFilter, { nullable: true, description: 'Condition that the image must not meet.' })
  not?: ImageFilter;

  @ConditionCost(1.5)
  @Field(() => StringFilter, {
    nullable: true,
    description: 'Condition on the alternative text of the image, in one of the languages in which it is available.',
  })
  alt?: StringFilter;
}

@ArgsType()
export class ImagesArgs extends PagingArgs {
  @Field(() => ImageFilter, {
    nullable: true,
    description: 'Conditions on the images. If absent, all images that you may edit are listed.',
  })
  filter?: ImageFilter | null;
}

@InputType({ description: 'The point of an image that should stay visible when it is cropped.' })
export class FocalPointInput {
  @Field(() => Float, { description: 'Distance from the left edge, as a fraction of the width: 0 to 1.' })
  x!: number;

  @Field(() => Float, { description: 'Distance from the upper edge, as a fraction of the height: 0 to 1.' })
  y!: number;
}

const descriptions = {
  alt: 'Alternative text: what the image shows, for readers who do not see it, at most 500 characters. Required before an item that shows the image is published.',
  caption: 'Caption of the image, as plain text, at most 1,000 characters.',
  credit: 'Author or rights holder of the image, at most 300 characters.',
  focalPoint: 'The point that should stay visible when the image is cropped. The middle if null.',
};

@InputType({ description: 'The texts of a new image, and the name of its file.' })
export class CreateImageInput extends LocalizedInput {
  @Field({
    description:
      'The name of the file to upload, at most 255 bytes of UTF-8. Its extension is jpg, jpeg, png, webp, avif or gif, and the file must be of that type.',
  })
  fileName!: string;

  @Field(() => String, { nullable: true, description: descriptions.alt })
  alt?: string | null;

  @Field(() => String, { nullable: true, description: descriptions.caption })
  caption?: string | null;

  @Field(() => String, { nullable: true, description: descriptions.credit })
  credit?: string | null;

  @Field(() => FocalPointInput, { nullable: true, description: descriptions.focalPoint })
  focalPoint?: FocalPointInput | null;
}

@InputType({ description: 'Changes to an image. A field that is absent does not change. Null clears a field.' })
export class UpdateImageInput extends LocalizedChangeInput {
  @Field(() => String, {
    nullable: true,
    description: `${descriptions.alt} Must not be cleared while such an item is published or scheduled.`,
  })
  alt?: string | null;

  @Field(() => String, { nullable: true, description: descriptions.caption })
  caption?: string | null;

  @Field(() => String, { nullable: true, description: descriptions.credit })
  credit?: string | null;

  @Field(() => FocalPointInput, { nullable: true, description: descriptions.focalPoint })
  focalPoint?: FocalPointInput | null;
}

@InputType({ description: 'Image to delete.' })
export class DeleteImageInput extends ChangeInput {}

@ObjectType({ simpleResolvers: true, description: 'The new image, and the URL to upload its file to.' })
export class CreateImagePayload extends UploadUrlPayload {
  @Field(() => Image, {
    description: 'The image. It can be shown when the upload is complete. Do not select its `url` before: CONFLICT.',
  })
  image!: Image;
}

@ObjectType({ simpleResolvers: true, description: 'Result of updating an image.' })
export class UpdateImagePayload {
  @Field(() => Image, { description: 'Image after the update.' })
  image!: Image;
}

@ObjectType({ simpleResolvers: true, description: 'Result of deleting an image.' })
export class DeleteImagePayload extends DeletePayload {}
