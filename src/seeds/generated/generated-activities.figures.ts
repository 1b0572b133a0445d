import type { SeedActivity } from '../writing/seed.types';
import { drawClassification } from './generated-activities.classification';
import { drawMoney } from './generated-activities.money';
import { drawPeople } from './generated-activities.people';
import { drawResults } from './generated-activities.results';

/** All invented figures of a generated activity: how it is classified, people, money and results. */
export function drawFigures(activity: SeedActivity, index: number): Partial<SeedActivity> {
  return {
    ...drawClassification(activity, index),
    participation: drawPeople(activity, index),
    money: drawMoney(activity, index),
    results: drawResults(activity, index),
  };
}
