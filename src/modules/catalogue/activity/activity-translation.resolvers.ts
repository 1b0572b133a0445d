import { Role } from '../../../core/access/role';
import { translationMutations, translationsField } from '../../localization/translation.resolvers';
import { publishableActivity } from './activity.fields';
import { activityById } from './activity.loaders';

const item = { type: publishableActivity, noun: 'activity', field: 'activity', byId: activityById };

export const ActivityTranslationsResolver = translationsField(item, Role.EDITOR);

/** The mutations that set and delete translations of an activity. */
export const activityTranslationMutations = translationMutations(item, Role.EDITOR);
