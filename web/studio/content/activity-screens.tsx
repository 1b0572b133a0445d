import type { ReactElement } from 'react';
import { activityContent } from './activity-content';
import { ItemScreen, NewItemScreen } from './item-screen';

export function NewActivityScreen(): ReactElement {
  return <NewItemScreen content={activityContent} />;
}

export function ActivityScreen(): ReactElement {
  return <ItemScreen content={activityContent} />;
}
