import { Role } from '../../../core/access/role';
import { translationMutations, translationsField } from '../../localization/translation.resolvers';
import { publishableNetwork } from './network.fields';
import { networkById } from './network.loaders';

const item = { type: publishableNetwork, noun: 'network', field: 'network', byId: networkById };

export const NetworkTranslationsResolver = translationsField(item, Role.EDITOR);

/** The mutations that set and delete translations of a network. */
export const networkTranslationMutations = translationMutations(item, Role.EDITOR);
