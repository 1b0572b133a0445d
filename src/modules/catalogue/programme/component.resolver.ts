import { Role } from '../../../core/access/role';
import { versionField } from '../../../core/mutations/version-field';
import { contentMutations, deleteMutation } from '../../localization/content.resolvers';
import { translationMutations, translationsField } from '../../localization/translation.resolvers';
import { Component, components } from './component.entity';
import { componentById } from './programme.loaders';

export const ComponentVersionResolver = versionField(Component, 'component', Role.ADMIN);

const component = { type: components, noun: 'component', field: 'component', byId: componentById };

export const ComponentTranslationsResolver = translationsField(component, Role.ADMIN);

/** The mutations that create, update, delete and translate components. */
export const componentMutations = [
  ...contentMutations(component, Role.ADMIN),
  deleteMutation(component, Role.ADMIN, 'activities'),
  ...translationMutations(component, Role.ADMIN),
];
