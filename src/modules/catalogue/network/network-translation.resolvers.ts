import { Field, InputType } from 'type-graphql';
import { Role } from '../../../core/access/role';
import { TranslationInput } from '../../localization/translation.input';
import { translationMutations, translationsField } from '../../localization/translation.resolvers';
import { publishableNetwork } from './network.fields';
import { networkById } from './network.loaders';

@InputType({
  description: 'Translation of a network. Texts that are absent do not change; null clears a text.',
})
class SetNetworkTranslationInput extends TranslationInput {
  @Field(() => String, {
    nullable: true,
    description: 'Full name of the network, 1 to 200 characters. Required in a new translation. Must not be null.',
  })
  name?: string | null;

  @Field(() => String, {
    nullable: true,
    description: 'Purpose of the network, as Markdown, at most 60,000 characters.',
  })
  description?: string | null;
}

const item = { type: publishableNetwork, noun: 'network', field: 'network', byId: networkById };

export const NetworkTranslationsResolver = translationsField(item, Role.EDITOR);

/** The mutations that set and delete translations of a network. */
export const networkTranslationMutations = translationMutations(item, SetNetworkTranslationInput, Role.EDITOR);
