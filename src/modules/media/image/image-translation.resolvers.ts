import { Role } from '../../../core/access/role';
import { translationMutations, translationsField } from '../../localization/translation.resolvers';
import { editableImageById } from './image.loaders';
import { imageType } from './image.type';

const item = { type: imageType, noun: 'image', field: 'image', byId: editableImageById };

export const ImageTranslationsResolver = translationsField(item, Role.EDITOR);

/** The mutations that set and delete translations of an image. */
export const imageTranslationMutations = translationMutations(item, Role.EDITOR);
