import { Role } from '../../../core/access/role';
import { translationMutations, translationsField } from '../../localization/translation.resolvers';
import { organisations } from './organisation.fields';
import { organisationById } from './organisation.loaders';

const item = { type: organisations, noun: 'organisation', field: 'organisation', byId: organisationById };

export const OrganisationTranslationsResolver = translationsField(item, Role.ADMIN);

/** The mutations that set and delete translations of an organisation. */
export const organisationTranslationMutations = translationMutations(item, Role.ADMIN);
