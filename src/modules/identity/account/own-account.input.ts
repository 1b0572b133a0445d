import { Field, InputType, ObjectType } from 'type-graphql';
import type { Viewer } from '../../../core/access/viewer';
import { MutationInput } from '../../../core/mutations/mutation-inputs';
import { LocaleScalar } from '../../../core/types/locale';
import { ViewerType } from '../viewer.resolver';

@InputType({ description: 'Changes to the signed-in account. A field that is absent does not change.' })
export class UpdateViewerInput extends MutationInput {
  @Field(() => String, {
    nullable: true,
    description: 'New name of the person who is signed in, of 1 to 200 characters. Null is BAD_USER_INPUT.',
  })
  name?: string | null;

  @Field(() => LocaleScalar, {
    nullable: true,
    description:
      'Language of mails to the person who is signed in, and of the studio unless another one was chosen in the browser. ' +
      'Null if it is not known.',
  })
  locale?: string | null;
}

@ObjectType({ simpleResolvers: true, description: 'Result of changing the own account.' })
export class UpdateViewerPayload {
  @Field(() => ViewerType, { description: 'Viewer, whose account has the new name and language.' })
  viewer!: Viewer;
}
