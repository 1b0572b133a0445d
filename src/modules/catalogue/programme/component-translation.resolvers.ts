import { Role } from '../../../core/access/role';
import { translationMutations, translationsField } from '../../localization/translation.resolvers';
import { components } from './component.fields';
import { componentById } from './programme.loaders';

const item = { type: components, noun: 'component', field: 'component', byId: componentById };

export const ComponentTranslationsResolver = translationsField(item, Role.ADMIN);

/** The mutations that set and delete translations of a component. */
export const componentTranslationMutations = translationMutations(item, Role.ADMIN);
