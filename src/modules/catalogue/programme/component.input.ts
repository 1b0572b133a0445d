import { InputType } from 'type-graphql';
import { withChanges, withContent } from '../../../core/fields/content-inputs';
import { ChangeInput, MutationInput } from '../../../core/mutations/mutation-inputs';
import { components } from './component.fields';

@InputType({ description: 'Content of a new component.' })
export class CreateComponentInput extends withContent(MutationInput, components.content) {}

@InputType({ description: 'Changes to a component. A field that is absent does not change. Null clears a field.' })
export class UpdateComponentInput extends withChanges(ChangeInput, components.content) {}

@InputType({ description: 'Component to delete.' })
export class DeleteComponentInput extends ChangeInput {}
