import { Role } from '../../../core/access/role';
import { translationMutations, translationsField } from '../../localization/translation.resolvers';
import { programmes } from './programme.fields';
import { programmeById } from './programme.loaders';

const item = { type: programmes, noun: 'programme', field: 'programme', byId: programmeById };

export const ProgrammeTranslationsResolver = translationsField(item, Role.ADMIN);

/** The mutations that set and delete translations of a programme. */
export const programmeTranslationMutations = translationMutations(item, Role.ADMIN);
