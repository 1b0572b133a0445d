import { Field, InputType } from 'type-graphql';
import { ChangeInput, LocalizedChangeInput, LocalizedInput } from '../../../core/mutations/mutation-inputs';

const PURPOSE = 'Purpose of the component, as Markdown, at most 60,000 characters.';

@InputType({ description: 'Content of a new component.' })
export class CreateComponentInput extends LocalizedInput {
  @Field({ description: 'Code of the component, 1 to 50 characters, unique among components.' })
  code!: string;

  @Field({ description: 'Name of the component, 1 to 200 characters.' })
  name!: string;

  @Field(() => String, { nullable: true, description: PURPOSE })
  description?: string | null;

  @Field({ description: 'Slug of the programme that the component is a part of.' })
  programme!: string;
}

@InputType({ description: 'Changes to a component. A field that is absent does not change. Null clears a field.' })
export class UpdateComponentInput extends LocalizedChangeInput {
  @Field(() => String, {
    nullable: true,
    description: 'New code of the component, 1 to 50 characters, unique among components. Must not be null.',
  })
  code?: string | null;

  @Field(() => String, {
    nullable: true,
    description: 'New name of the component, 1 to 200 characters. Must not be null.',
  })
  name?: string | null;

  @Field(() => String, { nullable: true, description: PURPOSE })
  description?: string | null;

  @Field(() => String, {
    nullable: true,
    description:
      'Slug of the programme that the component is moved to. Must not be null. Cannot change while ' +
      'activities belong to the component.',
  })
  programme?: string | null;
}

@InputType({ description: 'Component to delete.' })
export class DeleteComponentInput extends ChangeInput {}
