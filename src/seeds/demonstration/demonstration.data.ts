import { DEMONSTRATION_PREFIX } from '../../modules/open-data/iati/iati-demonstration';
import type {
  DemonstrationProgramme,
  SeedActivity,
  SeedOrganisation,
  SeedProgramme,
  SeedRegion,
} from '../writing/seed.types';
import { demonstrationInFrench } from './demonstration.fr.data';
import { demonstrationInRussian } from './demonstration.ru.data';
import { demonstrationActivities } from './demonstration-activities.data';
import { demonstrationNetworks } from './demonstration-networks.data';
import { demonstrationNewsItems } from './demonstration-news.data';
import { withTranslations } from './demonstration-translations';

const organisations: readonly SeedOrganisation[] = [
  {
    slug: 'unodc',
    name: 'United Nations Office on Drugs and Crime',
    acronym: 'UNODC',
    identifier: 'XM-DAC-41128',
  },
  { slug: 'prosecutor-generals-office-kg', name: "Prosecutor General's Office of Kyrgyzstan", country: 'KG' },
  {
    slug: 'european-commission-fpi',
    name: 'European Commission - Service for Foreign Policy Instruments',
    acronym: 'FPI',
    identifier: 'XI-IATI-EC_FPI',
  },
  {
    slug: 'european-commission-near',
    name: 'European Commission - Neighbourhood and Enlargement Negotiations',
    acronym: 'NEAR',
    identifier: 'XI-IATI-EC_NEAR',
  },
  {
    slug: 'european-commission-devco',
    name: 'European Commission - Development and Cooperation',
    acronym: 'DEVCO',
    identifier: 'XI-IATI-EC_DEVCO',
  },
  { slug: 'eurojust', name: 'Eurojust' },
  { slug: 'fiiapp', name: 'FIIAPP', country: 'ES' },
  { slug: 'arma-dei-carabinieri', name: 'Arma dei Carabinieri', country: 'IT' },
  { slug: 'civipol', name: 'CIVIPOL', country: 'FR' },
  { slug: 'national-crime-agency', name: 'National Crime Agency', acronym: 'NCA', country: 'GB' },
  { slug: 'border-force', name: 'Border Force', country: 'GB' },
  { slug: 'cilc', name: 'Center for International Legal Cooperation', acronym: 'CILC', country: 'NL' },
  { slug: 'eipa', name: 'European Institute of Public Administration', acronym: 'EIPA', country: 'NL' },
  { slug: 'georgian-police-academy', name: 'Georgian Police Academy', country: 'GE' },
  { slug: 'jci', name: 'Justice Coopération Internationale', acronym: 'JCI', country: 'FR' },
];

const programmes: readonly SeedProgramme[] = [
  {
    slug: 'eu-act',
    name: 'EU Action against Drugs and Organised Crime',
    acronym: 'EU-ACT',
    description:
      'EU-ACT ran from January 2017 as a project of the Global Illicit Flows Programme, led by FIIAPP and funded by the European Union. Its priority countries were Georgia, Kyrgyzstan, Pakistan, Tanzania and Ukraine.',
    startsOn: '2017-01',
    organisations: {
      FUNDING: ['european-commission-fpi'],
      IMPLEMENTING: ['fiiapp'],
      PARTNER: ['arma-dei-carabinieri', 'border-force', 'national-crime-agency'],
    },
    sdgs: ['16.a'],
    components: [
      { code: 'NAPOR', name: 'National Policy and Operational Responses' },
      { code: 'TAF', name: 'Technical Assistance Facility' },
      { code: 'COPI', name: 'Cooperation Initiatives' },
    ],
  },
  {
    slug: 'eu-act-ii',
    name: 'EU action against organised crime and terrorism',
    acronym: 'EU-ACT II',
    description:
      'The successor of EU-ACT began in June 2023 for four years. FIIAPP leads it, with CIVIPOL and the Arma dei Carabinieri as partners; it covers East Africa, the Middle East, Central Asia and South Asia.',
    startsOn: '2023-06',
    organisations: { IMPLEMENTING: ['fiiapp'], PARTNER: ['arma-dei-carabinieri', 'civipol'] },
    components: [],
  },
  {
    slug: 'gifp',
    name: 'Global Illicit Flows Programme of the European Union',
    acronym: 'GIFP',
    description:
      'Since November 2019 this programme of the European Commission has held several projects against illicit trafficking together, among them EU-ACT, CRIMJUST, AIRCOP, SEACOP, COLIBRI and CORMS.',
    startsOn: '2019-11',
    organisations: { FUNDING: ['european-commission-devco'] },
    components: [],
  },
  {
    slug: 'euromed-justice-iv',
    name: 'EuroMed Justice IV',
    acronym: 'EMJ IV',
    description:
      'The fourth phase of EuroMed Justice started in 2016 under the lead of FIIAPP, with CILC, EIPA and JCI. It dealt with cooperation in criminal matters and private law between the European Union and its southern neighbours.',
    startsOn: '2016',
    organisations: { IMPLEMENTING: ['fiiapp'], PARTNER: ['cilc', 'eipa', 'jci'] },
    components: [],
  },
  {
    slug: 'euromed-justice-v',
    name: 'EuroMed Justice V',
    acronym: 'EMJ V',
    description:
      'Eurojust carried out the fifth phase of EuroMed Justice from May 2020 to 2023, with nine partner countries of the southern Mediterranean.',
    startsOn: '2020-05',
    endsOn: '2023',
    organisations: { FUNDING: ['european-commission-near'], IMPLEMENTING: ['eurojust'] },
    components: [],
  },
  {
    slug: 'euromed-justice-vi',
    name: 'EuroMed Justice VI',
    acronym: 'EMJ VI',
    description: 'The sixth phase of EuroMed Justice, planned for 2024 to 2027, is again in the hands of Eurojust.',
    startsOn: '2024',
    endsOn: '2027',
    organisations: { IMPLEMENTING: ['eurojust'] },
    components: [],
  },
];

const regions: readonly SeedRegion[] = [
  { code: 'CENTRAL-ASIA', name: 'Central Asia' },
  { code: 'EAST-AFRICA', name: 'East Africa' },
  { code: 'EASTERN-EUROPE', name: 'Eastern Europe' },
  { code: 'GREAT-LAKES', name: 'Great Lakes' },
  { code: 'MIDDLE-EAST', name: 'Middle East' },
  { code: 'SOUTH-ASIA', name: 'South Asia' },
  { code: 'SOUTH-CAUCASUS', name: 'South Caucasus' },
  { code: 'SOUTH-EAST-ASIA', name: 'South-East Asia' },
  { code: 'SOUTH-MEDITERRANEAN', name: 'South Mediterranean' },
  { code: 'WEST-AFRICA', name: 'West Africa' },
];

/** Activities have the organisations and the goals that the sources name for their programme as a whole. */
function withFactsOfProgramme(activity: SeedActivity): SeedActivity {
  const programme = programmes.find(({ slug }) => slug === activity.programme);
  return {
    ...activity,
    organisations: { ...programme?.organisations, ...activity.organisations },
    sdgs: programme?.sdgs,
    // What is published as IATI says whom it is for.
    iatiIdentifier: activity.recipients === undefined ? undefined : DEMONSTRATION_PREFIX + activity.slug,
  };
}

const inEnglish: DemonstrationProgramme = {
  organisations,
  programmes,
  networks: demonstrationNetworks,
  regions,
  activities: demonstrationActivities.map(withFactsOfProgramme),
  newsItems: demonstrationNewsItems,
};

const languages = [demonstrationInFrench, demonstrationInRussian];

/** The content that is loaded into an empty database. docs/demonstration-data.md lists its sources and open questions. */
export const demonstration = withTranslations(inEnglish, languages);

/** The languages that the demonstration is translated into. */
export const demonstrationLocales = languages.map(({ locale }) => locale);

/** The demonstration in English, and in those of these languages that it has texts in. */
export function demonstrationIn(locales: readonly string[]): DemonstrationProgramme {
  return withTranslations(
    inEnglish,
    languages.filter(({ locale }) => locales.includes(locale)),
  );
}
