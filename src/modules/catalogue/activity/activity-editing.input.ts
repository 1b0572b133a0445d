import { InputType } from 'type-graphql';
import { withChanges, withContent } from '../../../core/fields/content-inputs';
import { ChangeInput, MutationInput } from '../../../core/mutations/mutation-inputs';
import { publishableActivity } from './activity.fields';

@InputType({ description: 'Content of a new activity.' })
export class CreateActivityInput extends withContent(MutationInput, publishableActivity.content) {}

@InputType({ description: 'Changes to an activity. A field that is absent does not change. Null clears a field.' })
export class UpdateActivityInput extends withChanges(ChangeInput, publishableActivity.content) {}
