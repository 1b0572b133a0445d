import { Field, InputType } from 'type-graphql';
import { ChangeInput, LocalizedChangeInput, LocalizedInput } from '../../../core/mutations/mutation-inputs';

@InputType({ description: 'Content of a new region.' })
export class CreateRegionInput extends LocalizedInput {
  @Field({ description: 'Code of the region, 1 to 50 characters, unique among regions.' })
  code!: string;

  @Field({ description: 'Name of the region, 1 to 200 characters.' })
  name!: string;
}

@InputType({ description: 'Changes to a region. A field that is absent does not change.' })
export class UpdateRegionInput extends LocalizedChangeInput {
  @Field(() => String, {
    nullable: true,
    description: 'New code of the region, 1 to 50 characters, unique among regions. Must not be null.',
  })
  code?: string | null;

  @Field(() => String, {
    nullable: true,
    description: 'New name of the region, 1 to 200 characters. Must not be null.',
  })
  name?: string | null;
}

@InputType({ description: 'Region to delete.' })
export class DeleteRegionInput extends ChangeInput {}
