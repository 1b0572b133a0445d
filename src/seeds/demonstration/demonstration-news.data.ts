import type { SeedNewsItem } from '../writing/seed.types';

export const demonstrationNewsItems: readonly SeedNewsItem[] = [
  {
    slug: 'international-workshop-on-cooperation-in-prosecution-of-countering-drugs-and-organized-crime',
    title: 'International Workshop on Cooperation in Prosecution of Countering Drugs and Organized Crime',
    excerpt:
      'More than fifteen countries discuss controlled deliveries, darknet markets, money laundering and cryptocurrencies with international experts.',
    activities: ['cooperation-in-prosecution-of-countering-drugs-and-organized-crime'],
  },
  {
    slug: 'eleven-countries-meet-in-tbilisi-on-joint-investigation-teams',
    title: 'Eleven countries meet in Tbilisi on joint investigation teams',
    excerpt:
      'A week-long workshop in the Georgian capital dealt with joint investigation teams and with controlled deliveries.',
    body: 'Participants came from **Afghanistan, Armenia, Azerbaijan, Bulgaria, Georgia, Kazakhstan, Kyrgyzstan, Moldova, Pakistan, Romania and Ukraine**. It was the first workshop of EU-ACT on this subject.',
    activities: ['first-workshop-on-joint-investigation-teams-and-controlled-deliveries'],
  },
  {
    slug: 'forensic-laboratories-of-ukraine-under-review',
    title: 'Forensic laboratories of Ukraine under review',
    excerpt:
      'EU-ACT assessed laboratories in Ukraine and talked the assessment through in Kyiv; a working group of the drugs forensic institutions followed in January 2019.',
    activities: [
      'workshop-to-discuss-the-assessment-of-laboratories-conducted-by-eu-act-ukraine-kiev',
      'first-working-group-meeting-of-ukrainian-drugs-forensic-institutions',
    ],
  },
  {
    slug: 'tanzanian-curriculum-for-addiction-professionals-reaches-its-trainers',
    title: 'Tanzanian curriculum for addiction professionals reaches its trainers',
    excerpt:
      'Drafted in Bagamoyo in August 2020, the curriculum for drug addiction professionals was handed on to future trainers in Morogoro in March 2021.',
    body: 'Each of the two meetings took five days and had about twenty participants:\n\n- **Bagamoyo**, 10 to 14 August 2020: drafting the curriculum;\n- **Morogoro**, 1 to 5 March 2021: training of trainers, with five trainers.',
    activities: [
      'drafting-curriculum-for-drug-addiction-professionals-bagamoyo-tanzania',
      'tot-curriculum-for-drug-addiction-professionals',
    ],
  },
  {
    slug: 'counter-narcotic-department-of-ukraine-receives-technical-equipment',
    title: 'Counter Narcotic Department of Ukraine receives technical equipment',
    excerpt: 'EU-ACT handed over specialised technical equipment in Ukraine on 18 November 2020.',
    activities: [
      'eu-act-ukraine-official-handover-of-specialised-technical-equipment-for-the-counter-narcotic-department',
    ],
  },
  {
    slug: 'casc-marks-ten-years-in-astana',
    title: 'CASC marks ten years in Astana',
    excerpt:
      'The network of Central Asia and the Southern Caucasus held its annual plenary meeting of 2024 in the capital of Kazakhstan, ten years after its launch.',
    activities: ['casc-annual-plenary-meeting-2024'],
  },
  {
    slug: 'wacap-and-arinwa-meet-side-by-side-in-saly',
    title: 'WACAP and ARINWA meet side by side in Saly',
    excerpt: 'Forty-five participants came to Senegal for a joint plenary meeting of the two West African networks.',
    publishedAt: '2017-11-26T00:00:00Z',
    activities: ['seventh-plenary-meeting-of-wacap-joint-with-the-fourth-plenary-meeting-of-arinwa'],
  },
  {
    slug: 'euromed-justice-forms-its-expert-group-in-criminal-matters',
    title: 'EuroMed Justice forms its expert group in criminal matters',
    excerpt: 'Experts from six southern Mediterranean partner countries met in Madrid for the first session of CrimEx.',
    body: 'Algeria, Egypt, Israel, Morocco, Palestine and Tunisia were there in March 2017. Jordan and Lebanon were still choosing their experts.',
    activities: ['first-crimex-session'],
  },
];
