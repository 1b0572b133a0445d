import { Field, InputType } from 'type-graphql';
import { Role } from '../../../core/access/role';
import { TranslationInput } from '../../localization/translation.input';
import { translationMutations, translationsField } from '../../localization/translation.resolvers';
import { publishableRestrictedDocument } from './restricted-document.fields';
import { restrictedDocumentById } from './restricted-document.loaders';

@InputType({
  description: 'Translation of a restricted document. Texts that are absent do not change; null clears a text.',
})
class SetRestrictedDocumentTranslationInput extends TranslationInput {
  @Field(() => String, {
    nullable: true,
    description: 'Title of the document, 1 to 500 characters. Required in a new translation. Must not be null.',
  })
  title?: string | null;
}

const item = {
  type: publishableRestrictedDocument,
  noun: 'restricted document',
  field: 'restrictedDocument',
  byId: restrictedDocumentById,
};

export const RestrictedDocumentTranslationsResolver = translationsField(item, Role.EDITOR);

/** The mutations that set and delete translations of a restricted document. */
export const restrictedDocumentTranslationMutations = translationMutations(
  item,
  SetRestrictedDocumentTranslationInput,
  Role.EDITOR,
);
