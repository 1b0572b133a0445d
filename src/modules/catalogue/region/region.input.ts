import { InputType } from 'type-graphql';
import { withChanges, withContent } from '../../../core/fields/content-inputs';
import { ChangeInput, MutationInput } from '../../../core/mutations/mutation-inputs';
import { regions } from './region.fields';

@InputType({ description: 'Content of a new region.' })
export class CreateRegionInput extends withContent(MutationInput, regions.content) {}

@InputType({ description: 'Changes to a region. A field that is absent does not change.' })
export class UpdateRegionInput extends withChanges(ChangeInput, regions.content) {}

@InputType({ description: 'Region to delete.' })
export class DeleteRegionInput extends ChangeInput {}
