import { Role } from '../../../core/access/role';
import { translationMutations, translationsField } from '../../localization/translation.resolvers';
import { publishableRestrictedDocument } from './restricted-document.fields';
import { restrictedDocumentById } from './restricted-document.loaders';

const item = {
  type: publishableRestrictedDocument,
  noun: 'restricted document',
  field: 'restrictedDocument',
  byId: restrictedDocumentById,
};

export const RestrictedDocumentTranslationsResolver = translationsField(item, Role.EDITOR);

/** The mutations that set and delete translations of a restricted document. */
export const restrictedDocumentTranslationMutations = translationMutations(item, Role.EDITOR);
