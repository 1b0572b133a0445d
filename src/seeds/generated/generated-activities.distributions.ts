import { weighted } from '../random';
import type { SeedActivityType, SeedPublicationState } from '../writing/seed.types';

export const drawYear = weighted<number>([
  [2014, 0.8],
  [2015, 1.2],
  [2016, 1.5],
  [2017, 9],
  [2018, 18],
  [2019, 22],
  [2020, 13],
  [2021, 17],
  [2022, 10],
  [2023, 5],
  [2024, 1.5],
  [2025, 1],
]);

export const drawType = weighted<SeedActivityType>([
  ['WORKSHOP', 38],
  ['TRAINING', 19],
  ['MEETING', 11],
  ['SEMINAR', 9],
  ['STUDY_VISIT', 5],
  ['CONFERENCE', 5],
  ['EXPERT_GROUP', 4],
  ['EXPERT_VISIT', 3],
  ['TRAINING_OF_TRAINERS', 3],
  ['CURRICULUM_DESIGN', 1.5],
  ['OPERATION', 1],
  ['OTHER', 0.5],
]);

// One activity in 25 is always published. Of the other 24, 8.4 % are not, which is about 8 % of all.
export const drawState = weighted<SeedPublicationState>([
  ['PUBLISHED', 91.6],
  ['DRAFT', 5.6],
  ['ARCHIVED', 1.6],
  ['SCHEDULED', 1.2],
]);

export const drawComponent = weighted<string>([
  ['NAPOR', 60],
  ['TAF', 25],
  ['COPI', 15],
]);

export const networks = ['casc', 'wacap', 'gljcn', 'crimex', 'seajust'];
export const drawNetworkCount = weighted<number>([
  [1, 80],
  [2, 15],
  [3, 5],
]);
export const drawTopicCount = weighted<number>([
  [1, 35],
  [2, 35],
  [3, 20],
  [4, 10],
]);
export const drawNewsCount = weighted<number>([
  [0, 55],
  [1, 27],
  [2, 12],
  [3, 6],
]);
export const drawDocumentCount = weighted<number>([
  [0, 60],
  [1, 22],
  [2, 18],
]);
export const documentTitles = [
  'Concept note',
  'List of participants',
  'Agenda',
  'Final report',
  'Presentations',
  'Evaluation',
];
