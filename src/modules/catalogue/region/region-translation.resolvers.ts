import { Role } from '../../../core/access/role';
import { translationMutations, translationsField } from '../../localization/translation.resolvers';
import { regions } from './region.fields';
import { regionById } from './region.loaders';

const item = { type: regions, noun: 'region', field: 'region', byId: regionById };

export const RegionTranslationsResolver = translationsField(item, Role.ADMIN);

/** The mutations that set and delete translations of a region. */
export const regionTranslationMutations = translationMutations(item, Role.ADMIN);
