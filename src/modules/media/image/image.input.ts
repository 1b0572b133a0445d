import { ArgsType, Field, InputType, ObjectType } from 'type-graphql';
import { ConditionCost } from '../../../core/cost/condition-cost';
import { withChanges, withContent } from '../../../core/fields/content-inputs';
import { PagingArgs } from '../../../core/listing/connection';
import { Combinable, NO_NULL, StringFilter } from '../../../core/listing/filter-inputs';
import { ChangeInput, MutationInput } from '../../../core/mutations/mutation-inputs';
import { DeletePayload } from '../../../core/mutations/mutation-payloads';
import { UploadUrlPayload } from '../../files/upload-ticket';
import { Image } from './image.entity';
import { imageContent } from './image.fields';

@Combinable('image')
@InputType({ description: 'Conditions on images, all of which must be met. ' + NO_NULL })
export class ImageFilter {
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

@InputType({ description: 'The texts of a new image, and the name of its file.' })
export class CreateImageInput extends withContent(MutationInput, imageContent) {
  @Field({
    description:
      'The name of the file to upload, at most 255 bytes of UTF-8. Its extension is jpg, jpeg, png, webp, avif or gif, and the file must be of that type.',
  })
  fileName!: string;
}

@InputType({ description: 'Changes to an image. A field that is absent does not change. Null clears a field.' })
export class UpdateImageInput extends withChanges(ChangeInput, imageContent) {}

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
