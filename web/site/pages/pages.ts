import type { Page } from '../page';
import { forgottenPassword, invitation, newPassword } from './account';
import { activities } from './activities';
import { activity } from './activity';
import { countries } from './countries';
import { country } from './country';
import { figures } from './figures';
import { figuresMethod } from './figures-method';
import { home } from './home';
import { network } from './network';
import { networks } from './networks';
import { news } from './news';
import { newsItem } from './news-item';
import { organisation } from './organisation';
import { preview } from './preview';
import { programme } from './programme';
import { search } from './search';
import { suggestions } from './suggestions';

/** All pages of the site. */
export const pages: readonly Page[] = [
  home,
  activities,
  activity,
  networks,
  network,
  countries,
  country,
  programme,
  news,
  newsItem,
  organisation,
  preview,
  figures,
  figuresMethod,
  search,
  suggestions,
  invitation,
  newPassword,
  forgottenPassword,
];
