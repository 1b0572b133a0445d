import { drawEmblem, drawLogo } from '../drawing/emblem';
import { drawLandscape } from '../drawing/landscape';
import type { Picture } from '../drawing/picture';

/** What shows a picture: the field of an item, by its slug. */
export interface PictureUse {
  readonly field: 'activityCover' | 'activityGallery' | 'newsCover' | 'networkEmblem' | 'programmeLogo';
  readonly slug: string;
}

/** A picture of the demonstration, with its alternative text in each language. */
export interface DemonstrationPicture {
  readonly usedBy: readonly PictureUse[];
  readonly alt: string;
  readonly translations: Readonly<Record<string, string>>;
  readonly draw: () => Picture;
}

const workshop = 'cooperation-in-prosecution-of-countering-drugs-and-organized-crime';

const activityCover = (slug: string): PictureUse => ({ field: 'activityCover', slug });
const activityGallery = (slug: string): PictureUse => ({ field: 'activityGallery', slug });
const newsCover = (slug: string): PictureUse => ({ field: 'newsCover', slug });

const landscapes: readonly DemonstrationPicture[] = [
  {
    usedBy: [
      activityCover(workshop),
      newsCover('international-workshop-on-cooperation-in-prosecution-of-countering-drugs-and-organized-crime'),
    ],
    alt: 'Drawing of a lake between snowy mountains in the morning',
    translations: {
      fr: 'Dessin d’un lac entre des montagnes enneigées, le matin',
      ru: 'Рисунок: озеро среди заснеженных гор утром',
    },
    draw: () =>
      drawLandscape({
        seed: 1,
        sky: ['#8fb8d6', '#f6e3cf'],
        sun: { x: 0.68, y: 0.3, radius: 0.07, colour: '#fff6e0' },
        ridges: [
          { shape: 'peaks', level: 0.48, colour: '#dfe7ee' },
          { shape: 'peaks', level: 0.58, colour: '#7f9db5' },
          { shape: 'hills', level: 0.6, colour: '#4d7088' },
        ],
        water: {
          level: 0.64,
          colour: '#3f7f9a',
          glint: '#cfe6ea',
          shore: { shape: 'hills', level: 0.97, colour: '#1f3f4f' },
        },
      }),
  },
  {
    usedBy: [activityGallery(workshop)],
    alt: 'Drawing of a lake and dark hills at sunset',
    translations: {
      fr: 'Dessin d’un lac et de collines sombres au coucher du soleil',
      ru: 'Рисунок: озеро и тёмные холмы на закате',
    },
    draw: () =>
      drawLandscape({
        seed: 2,
        sky: ['#4b4a78', '#f3a46b'],
        sun: { x: 0.38, y: 0.48, radius: 0.09, colour: '#ffdf9e' },
        ridges: [
          { shape: 'peaks', level: 0.56, colour: '#6f5277' },
          { shape: 'hills', level: 0.62, colour: '#453a5c' },
        ],
        water: { level: 0.66, colour: '#5c5680', glint: '#f5b884' },
      }),
  },
  {
    usedBy: [activityGallery(workshop)],
    alt: 'Drawing of mountain ridges in blue haze',
    translations: {
      fr: 'Dessin de crêtes de montagne dans une brume bleue',
      ru: 'Рисунок: горные хребты в синей дымке',
    },
    draw: () =>
      drawLandscape({
        seed: 3,
        sky: ['#c3d9e6', '#eef3f1'],
        sun: { x: 0.2, y: 0.2, radius: 0.06, colour: '#ffffff' },
        ridges: [
          { shape: 'peaks', level: 0.46, colour: '#b3cad8' },
          { shape: 'peaks', level: 0.6, colour: '#83a5ba' },
          { shape: 'peaks', level: 0.76, colour: '#527b94' },
          { shape: 'peaks', level: 0.93, colour: '#28506a' },
        ],
      }),
  },
  {
    usedBy: [activityGallery(workshop)],
    alt: 'Drawing of green pastures below the mountains',
    translations: {
      fr: 'Dessin de pâturages verts au pied des montagnes',
      ru: 'Рисунок: зелёные пастбища у подножия гор',
    },
    draw: () =>
      drawLandscape({
        seed: 4,
        sky: ['#a5cfe0', '#f2f2dc'],
        sun: { x: 0.8, y: 0.22, radius: 0.065, colour: '#fff4c7' },
        ridges: [
          { shape: 'peaks', level: 0.5, colour: '#9fb4bd' },
          { shape: 'hills', level: 0.63, colour: '#9dba86' },
          { shape: 'hills', level: 0.76, colour: '#739c67' },
          { shape: 'hills', level: 0.9, colour: '#4b7a50' },
        ],
      }),
  },
  {
    usedBy: [
      activityCover('first-workshop-on-joint-investigation-teams-and-controlled-deliveries'),
      newsCover('eleven-countries-meet-in-tbilisi-on-joint-investigation-teams'),
    ],
    alt: 'Drawing of wooded hills in the evening',
    translations: {
      fr: 'Dessin de collines boisées, le soir',
      ru: 'Рисунок: лесистые холмы вечером',
    },
    draw: () =>
      drawLandscape({
        seed: 5,
        sky: ['#e8b48c', '#fbe7cb'],
        sun: { x: 0.3, y: 0.36, radius: 0.085, colour: '#fff3d8' },
        ridges: [
          { shape: 'peaks', level: 0.56, colour: '#c69a86' },
          { shape: 'hills', level: 0.64, colour: '#96796f' },
          { shape: 'hills', level: 0.77, colour: '#69685a' },
          { shape: 'hills', level: 0.9, colour: '#3d4a40' },
        ],
      }),
  },
  {
    usedBy: [activityCover('workshop-on-drafting-a-rapid-reference-guide-on-drug-related-offences-arusha')],
    alt: 'Drawing of a lone mountain above the savanna',
    translations: {
      fr: 'Dessin d’une montagne isolée au-dessus de la savane',
      ru: 'Рисунок: одинокая гора над саванной',
    },
    draw: () =>
      drawLandscape({
        seed: 6,
        sky: ['#f0c27b', '#fdf0cf'],
        sun: { x: 0.22, y: 0.3, radius: 0.09, colour: '#fffbe8' },
        ridges: [
          { shape: 'mountain', level: 0.68, colour: '#8a7f96' },
          { shape: 'plain', level: 0.66, colour: '#c8a456' },
          { shape: 'plain', level: 0.76, colour: '#a5833f' },
          { shape: 'hills', level: 0.95, colour: '#5f5330' },
        ],
      }),
  },
  {
    usedBy: [
      activityCover('drafting-curriculum-for-drug-addiction-professionals-bagamoyo-tanzania'),
      newsCover('tanzanian-curriculum-for-addiction-professionals-reaches-its-trainers'),
    ],
    alt: 'Drawing of the sea and a beach in the morning',
    translations: {
      fr: 'Dessin de la mer et d’une plage, le matin',
      ru: 'Рисунок: море и берег утром',
    },
    draw: () =>
      drawLandscape({
        seed: 7,
        sky: ['#7cc0c4', '#fbeed2'],
        sun: { x: 0.56, y: 0.4, radius: 0.08, colour: '#fff8df' },
        ridges: [],
        water: {
          level: 0.56,
          colour: '#2f8f95',
          glint: '#d8efe4',
          shore: { shape: 'hills', level: 0.92, colour: '#e2c791' },
        },
      }),
  },
  {
    usedBy: [activityCover('casc-annual-plenary-meeting-2024'), newsCover('casc-marks-ten-years-in-astana')],
    alt: 'Drawing of a wide steppe under a high sky',
    translations: {
      fr: 'Dessin d’une vaste steppe sous un ciel immense',
      ru: 'Рисунок: широкая степь под высоким небом',
    },
    draw: () =>
      drawLandscape({
        seed: 8,
        sky: ['#5d9cc4', '#e6f0ea'],
        sun: { x: 0.74, y: 0.44, radius: 0.075, colour: '#fdf3cd' },
        ridges: [
          { shape: 'hills', level: 0.66, colour: '#a9bfb0' },
          { shape: 'plain', level: 0.69, colour: '#d5c07a' },
          { shape: 'plain', level: 0.78, colour: '#b9a25b' },
          { shape: 'plain', level: 0.9, colour: '#8c7c42' },
        ],
      }),
  },
  {
    usedBy: [activityCover('euromed-justice-study-visit-the-hague')],
    alt: 'Drawing of dunes and a grey-blue sea',
    translations: {
      fr: 'Dessin de dunes et d’une mer gris-bleu',
      ru: 'Рисунок: дюны и серо-голубое море',
    },
    draw: () =>
      drawLandscape({
        seed: 9,
        sky: ['#9fb2c4', '#e7ebec'],
        sun: { x: 0.34, y: 0.28, radius: 0.06, colour: '#fafaf4' },
        ridges: [],
        water: {
          level: 0.52,
          colour: '#62819a',
          glint: '#c9d8e0',
          shore: { shape: 'hills', level: 0.84, colour: '#c9b98f' },
        },
      }),
  },
];

const emblems = [
  { slug: 'casc', name: 'CASC', members: 8, step: 3, ground: '#14505c', links: '#5aa3a8', dots: '#f2e3b8' },
  { slug: 'wacap', name: 'WACAP', members: 17, step: 6, ground: '#9c4a2a', links: '#d99a6c', dots: '#fbe6c8' },
  { slug: 'gljcn', name: 'GLJCN', members: 12, step: 5, ground: '#1f4e8c', links: '#79a6d8', dots: '#e3eefa' },
  { slug: 'seajust', name: 'SEAJUST', members: 8, step: 1, ground: '#2f6b3c', links: '#8cbf86', dots: '#f4efc9' },
  { slug: 'crimex', name: 'CrimEx', members: 6, step: 3, ground: '#5a3a6b', links: '#ab8bbd', dots: '#f3e4f0' },
].map(({ slug, name, ...emblem }): DemonstrationPicture => ({
  usedBy: [{ field: 'networkEmblem', slug }],
  alt: `Emblem invented for ${name}: linked dots on a circle`,
  translations: {
    fr: `Emblème inventé pour ${name} : des points reliés sur un cercle`,
    ru: `Придуманная эмблема ${name}: соединённые точки на круге`,
  },
  draw: () => drawEmblem(emblem),
}));

const logos = [
  { slug: 'eu-act', name: 'EU-ACT', motif: 'arcs', ground: '#123a63', colours: ['#f0c54f', '#7fa8cf', '#3d6c9c'] },
  {
    slug: 'eu-act-ii',
    name: 'EU-ACT II',
    motif: 'arcs',
    ground: '#2b5d59',
    colours: ['#f2dfa7', '#8fc1b5', '#4f8d85'],
  },
  { slug: 'gifp', name: 'GIFP', motif: 'arcs', ground: '#5b2f3c', colours: ['#f1c9a5', '#c97f74', '#8d4e55'] },
  {
    slug: 'euromed-justice-vi',
    name: 'EMJ VI',
    motif: 'waves',
    ground: '#e9f0f2',
    colours: ['#1f5f86', '#4f93b5', '#a3c9d9'],
  },
] as const;

const programmeLogos = logos.map(({ slug, name, ...logo }): DemonstrationPicture => ({
  usedBy: [{ field: 'programmeLogo', slug }],
  alt: `Logo invented for ${name}: ${logo.motif} in a square`,
  translations: {
    fr: `Logo inventé pour ${name} : ${logo.motif === 'arcs' ? 'des arcs' : 'des vagues'} dans un carré`,
    ru: `Придуманный логотип ${name}: ${logo.motif === 'arcs' ? 'дуги' : 'волны'} в квадрате`,
  },
  draw: () => drawLogo(logo),
}));

/** All pictures of the demonstration. Their order is that of a gallery. */
export const demonstrationPictures: readonly DemonstrationPicture[] = [...landscapes, ...emblems, ...programmeLogos];
