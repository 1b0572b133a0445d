import type { EntityClass } from '../database/data-source';
import { Account } from './account/account.entity';
import { ActivityCountry } from './activity/activity-country.entity';
import { ActivityNetwork } from './activity/activity-network.entity';
import { ActivityTopic } from './activity/activity-topic.entity';
import { Activity } from './activity/activity.entity';
import { RestrictedDocument } from './document/restricted-document.entity';
import { MemberCountry } from './network/member-country.entity';
import { NetworkSupporter } from './network/network-supporter.entity';
import { Network } from './network/network.entity';
import { NewsActivity } from './news/news-activity.entity';
import { NewsItem } from './news/news-item.entity';
import { Objective } from './objective/objective.entity';
import { Organisation } from './organisation/organisation.entity';
import { Component } from './programme/component.entity';
import { Programme } from './programme/programme.entity';
import { Region } from './region/region.entity';

/** Everything that is stored. */
export const entities: readonly EntityClass[] = [
  Account,
  Activity,
  ActivityCountry,
  ActivityNetwork,
  ActivityTopic,
  Component,
  MemberCountry,
  Network,
  NetworkSupporter,
  NewsActivity,
  NewsItem,
  Objective,
  Organisation,
  Programme,
  Region,
  RestrictedDocument,
];
