import { InputType } from 'type-graphql';
import { withChanges, withContent } from '../../../core/fields/content-inputs';
import { ChangeInput, MutationInput } from '../../../core/mutations/mutation-inputs';
import { programmes } from './programme.fields';

@InputType({ description: 'Content of a new programme.' })
export class CreateProgrammeInput extends withContent(MutationInput, programmes.content) {}

@InputType({ description: 'Changes to a programme. A field that is absent does not change. Null clears a field.' })
export class UpdateProgrammeInput extends withChanges(ChangeInput, programmes.content) {}

@InputType({ description: 'Programme to delete.' })
export class DeleteProgrammeInput extends ChangeInput {}
