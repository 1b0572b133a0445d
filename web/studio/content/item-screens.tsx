import type { ReactElement } from 'react';
import { activityContent } from './activity-content';
import { ItemScreen, NewItemScreen } from './item-screen';
import { networkContent } from './network-content';
import { newsItemContent } from './news-content';
import { organisationContent } from './organisation-content';
import { programmeContent } from './programme-content';
import { regionContent } from './region-content';

// One pair of screens for each type of content that has an editor.

export function NewActivityScreen(): ReactElement {
  return <NewItemScreen content={activityContent} />;
}

export function ActivityScreen(): ReactElement {
  return <ItemScreen content={activityContent} />;
}

export function NewNewsItemScreen(): ReactElement {
  return <NewItemScreen content={newsItemContent} />;
}

export function NewsItemScreen(): ReactElement {
  return <ItemScreen content={newsItemContent} />;
}

export function NewNetworkScreen(): ReactElement {
  return <NewItemScreen content={networkContent} />;
}

export function NetworkScreen(): ReactElement {
  return <ItemScreen content={networkContent} />;
}

export function NewProgrammeScreen(): ReactElement {
  return <NewItemScreen content={programmeContent} />;
}

export function ProgrammeScreen(): ReactElement {
  return <ItemScreen content={programmeContent} />;
}

export function NewOrganisationScreen(): ReactElement {
  return <NewItemScreen content={organisationContent} />;
}

export function OrganisationScreen(): ReactElement {
  return <ItemScreen content={organisationContent} />;
}

export function NewRegionScreen(): ReactElement {
  return <NewItemScreen content={regionContent} />;
}

export function RegionScreen(): ReactElement {
  return <ItemScreen content={regionContent} />;
}
