import { Field, InputType } from 'type-graphql';
import { Role } from '../../../core/access/role';
import { TranslationInput } from '../../localization/translation.input';
import { translationMutations, translationsField } from '../../localization/translation.resolvers';
import { components } from './component.fields';
import { componentById } from './programme.loaders';

@InputType({
  description: 'Translation of a component. Texts that are absent do not change; null clears a text.',
})
class SetComponentTranslationInput extends TranslationInput {
  @Field(() => String, {
    nullable: true,
    description: 'Name of the component, 1 to 200 characters. Required in a new translation. Must not be null.',
  })
  name?: string | null;

  @Field(() => String, {
    nullable: true,
    description: 'Purpose of the component, as Markdown, at most 60,000 characters.',
  })
  description?: string | null;
}

const item = { type: components, noun: 'component', field: 'component', byId: componentById };

export const ComponentTranslationsResolver = translationsField(item, Role.ADMIN);

/** The mutations that set and delete translations of a component. */
export const componentTranslationMutations = translationMutations(item, SetComponentTranslationInput, Role.ADMIN);
