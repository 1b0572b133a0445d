import type { MigrationInterface } from 'typeorm';
import { InitialSchema1764000000000 } from './1764000000000-initial-schema';
import { AccountsAndAccess1764200000000 } from './1764200000000-accounts-and-access';
import { Authoring1764300000000 } from './1764300000000-authoring';
import { Previews1764310000000 } from './1764310000000-previews';
import { VocabularyVersions1764320000000 } from './1764320000000-vocabulary-versions';
import { Scheduling1764350000000 } from './1764350000000-scheduling';
import { FullTextSearch1764390000000 } from './1764390000000-full-text-search';
import { Webhooks1764400000000 } from './1764400000000-webhooks';
import { ListsForEditors1764420000000 } from './1764420000000-lists-for-editors';
import { WhatChangesFound1764430000000 } from './1764430000000-what-changes-found';
import { ReplacedFiles1764440000000 } from './1764440000000-replaced-files';
import { SearchFolding1764450000000 } from './1764450000000-search-folding';
import { GrantsOfApiKeys1764460000000 } from './1764460000000-grants-of-api-keys';
import { FacetsInIndexes1764470000000 } from './1764470000000-facets-in-indexes';
import { TableRevisions1764481000000 } from './1764481000000-table-revisions';
import { CreatorsOfPreviewsAndCodes1764510000000 } from './1764510000000-creators-of-previews-and-codes';
import { RenderedMarkdown1764520000000 } from './1764520000000-rendered-markdown';
import { RateLimitUse1764530000000 } from './1764530000000-rate-limit-use';
import { CountsOfPublished1764540000000 } from './1764540000000-counts-of-published';
import { UnfinishedAttemptsOfWebhooks1764551000000 } from './1764551000000-unfinished-attempts-of-webhooks';
import { OrganisationsOfActivities1764560000000 } from './1764560000000-organisations-of-activities';
import { CountOfPublishedNews1764562000000 } from './1764562000000-count-of-published-news';
import { ContentChanges1764580000000 } from './1764580000000-content-changes';
import { OrdersByEndAndUpdate1764590000000 } from './1764590000000-orders-by-end-and-update';
import { Translations1764610000000 } from './1764610000000-translations';
import { Images1764620000000 } from './1764620000000-images';
import { ImagesOfContent1764621000000 } from './1764621000000-images-of-content';
import { Links1764630000000 } from './1764630000000-links';
import { ProgrammePages1764640000000 } from './1764640000000-programme-pages';
import { ImageTranslations1764641000000 } from './1764641000000-image-translations';
import { Attachments1764655000000 } from './1764655000000-attachments';
import { NewsUpdates1764660000000 } from './1764660000000-news-updates';
import { UnseenChanges1764662000000 } from './1764662000000-unseen-changes';
import { ActivitiesByLanguage1764668000000 } from './1764668000000-activities-by-language';
import { SearchInLanguages1764670000000 } from './1764670000000-search-in-languages';
import { Mail1764680000000 } from './1764680000000-mail';
import { DecoyMails1764690000000 } from './1764690000000-decoy-mails';
import { OrdersInLanguages1764700000000 } from './1764700000000-orders-in-languages';
import { MailRecipients1764710000000 } from './1764710000000-mail-recipients';
import { WaitingDocumentsAndCodes1764712000000 } from './1764712000000-waiting-documents-and-codes';
import { MailedAccessCodes1764720000000 } from './1764720000000-mailed-access-codes';
import { NoticesOfAccessCodes1764721000000 } from './1764721000000-notices-of-access-codes';
import { FiltersInLanguages1764730000000 } from './1764730000000-filters-in-languages';
import { OutdatedTranslations1764740000000 } from './1764740000000-outdated-translations';
import { Participation1764900000000 } from './1764900000000-participation';
import { TopicsInLanguages1764910000000 } from './1764910000000-topics-in-languages';
import { DemonstrationRecords1764920000000 } from './1764920000000-demonstration-records';
import { ClassificationOfActivities1764930000000 } from './1764930000000-classification-of-activities';
import { Money1765000000000 } from './1765000000000-money';
import { ExchangeRates1765020000000 } from './1765020000000-exchange-rates';
import { Results1766000000000 } from './1766000000000-results';
import { MediaLists1766010000000 } from './1766010000000-media-lists';
import { SumsOfMoney1766020000000 } from './1766020000000-sums-of-money';
import { CompletenessScores1766200000000 } from './1766200000000-completeness-scores';
import { AddressesOfAccounts1766400000000 } from './1766400000000-addresses-of-accounts';
import { TranslatedResults1766500000000 } from './1766500000000-translated-results';
import { CompletenessRules1766600000000 } from './1766600000000-completeness-rules';
import { KeptTotalsOfMoney1766700000000 } from './1766700000000-kept-totals-of-money';
import { OrganisationsByAcronym1766900000000 } from './1766900000000-organisations-by-acronym';
import { CountingMoneyInParts1767100000000 } from './1767100000000-counting-money-in-parts';
import { RankedWords1767200000000 } from './1767200000000-ranked-words';
import { WordsOfNames1767300000000 } from './1767300000000-words-of-names';
import { CountsForEditors1767400000000 } from './1767400000000-counts-for-editors';
import { StatisticsForEditors1767500000000 } from './1767500000000-statistics-for-editors';
import { WordsOfSearches1767600000000 } from './1767600000000-words-of-searches';
import { ShortPendingLists1767700000000 } from './1767700000000-short-pending-lists';
import { CountsByLanguage1767800000000 } from './1767800000000-counts-by-language';
import { MailsByKind1767900000000 } from './1767900000000-mails-by-kind';
import { SearchInArabicAndHebrew1767910000000 } from './1767910000000-search-in-arabic-and-hebrew';
import { SearchWithoutSpaces1767920000000 } from './1767920000000-search-without-spaces';
import { AddressesInTheLogOfAccounts1767930000000 } from './1767930000000-addresses-in-the-log-of-accounts';
import { TitlesOfDocuments1767940000000 } from './1767940000000-titles-of-documents';
import { TermsOfColumns1767950000000 } from './1767950000000-terms-of-columns';

/** Every migration, oldest first. A merged migration never changes. */
export const migrations: (new () => MigrationInterface)[] = [
  InitialSchema1764000000000,
  AccountsAndAccess1764200000000,
  Authoring1764300000000,
  Previews1764310000000,
  VocabularyVersions1764320000000,
  Scheduling1764350000000,
  FullTextSearch1764390000000,
  Webhooks1764400000000,
  ListsForEditors1764420000000,
  WhatChangesFound1764430000000,
  ReplacedFiles1764440000000,
  SearchFolding1764450000000,
  GrantsOfApiKeys1764460000000,
  FacetsInIndexes1764470000000,
  TableRevisions1764481000000,
  CreatorsOfPreviewsAndCodes1764510000000,
  RenderedMarkdown1764520000000,
  RateLimitUse1764530000000,
  CountsOfPublished1764540000000,
  UnfinishedAttemptsOfWebhooks1764551000000,
  OrganisationsOfActivities1764560000000,
  CountOfPublishedNews1764562000000,
  ContentChanges1764580000000,
  OrdersByEndAndUpdate1764590000000,
  Translations1764610000000,
  Images1764620000000,
  ImagesOfContent1764621000000,
  Links1764630000000,
  ProgrammePages1764640000000,
  ImageTranslations1764641000000,
  Attachments1764655000000,
  NewsUpdates1764660000000,
  UnseenChanges1764662000000,
  ActivitiesByLanguage1764668000000,
  SearchInLanguages1764670000000,
  Mail1764680000000,
  DecoyMails1764690000000,
  OrdersInLanguages1764700000000,
  MailRecipients1764710000000,
  WaitingDocumentsAndCodes1764712000000,
  MailedAccessCodes1764720000000,
  NoticesOfAccessCodes1764721000000,
  FiltersInLanguages1764730000000,
  OutdatedTranslations1764740000000,
  Participation1764900000000,
  TopicsInLanguages1764910000000,
  DemonstrationRecords1764920000000,
  ClassificationOfActivities1764930000000,
  Money1765000000000,
  ExchangeRates1765020000000,
  Results1766000000000,
  MediaLists1766010000000,
  SumsOfMoney1766020000000,
  CompletenessScores1766200000000,
  AddressesOfAccounts1766400000000,
  TranslatedResults1766500000000,
  CompletenessRules1766600000000,
  KeptTotalsOfMoney1766700000000,
  OrganisationsByAcronym1766900000000,
  CountingMoneyInParts1767100000000,
  RankedWords1767200000000,
  WordsOfNames1767300000000,
  CountsForEditors1767400000000,
  StatisticsForEditors1767500000000,
  WordsOfSearches1767600000000,
  ShortPendingLists1767700000000,
  CountsByLanguage1767800000000,
  MailsByKind1767900000000,
  SearchInArabicAndHebrew1767910000000,
  SearchWithoutSpaces1767920000000,
  AddressesInTheLogOfAccounts1767930000000,
  TitlesOfDocuments1767940000000,
  TermsOfColumns1767950000000,
];
