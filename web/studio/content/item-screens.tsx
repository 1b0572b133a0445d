import type { ReactElement } from 'react';
import { activityContent } from './activity-content';
import { documentContent } from './document-content';
import { ItemScreen } from './item-screen';
import { networkContent } from './network-content';
import { newsItemContent } from './news-content';
import { organisationContent } from './organisation-content';
import { programmeContent } from './programme-content';
import { regionContent } from './region-content';

// One screen for each type of content that has an editor.

export function ActivityScreen(): ReactElement {
  return <ItemScreen content={activityContent} />;
}

export function NewsItemScreen(): ReactElement {
  return <ItemScreen content={newsItemContent} />;
}

export function NetworkScreen(): ReactElement {
  return <ItemScreen content={networkContent} />;
}

export function ProgrammeScreen(): ReactElement {
  return <ItemScreen content={programmeContent} />;
}

export function OrganisationScreen(): ReactElement {
  return <ItemScreen content={organisationContent} />;
}

export function RegionScreen(): ReactElement {
  return <ItemScreen content={regionContent} />;
}

export function DocumentScreen(): ReactElement {
  return <ItemScreen content={documentContent} />;
}
