import {
  type IndicatorContent,
  IndicatorMeasure,
  type ResultContent,
  ResultType,
} from '../../modules/figures/results/result';
import { chance, createRandom, integer, pick, type Random } from '../random';
import type { SeedActivity } from '../writing/seed.types';

/** The streams of results are others than those of activities, which stay as they are. */
const SEED = 17;

const indicators = [
  { title: 'People trained', measure: IndicatorMeasure.UNIT },
  { title: 'Institutions that take part', measure: IndicatorMeasure.UNIT },
  { title: 'Joint investigations', measure: IndicatorMeasure.UNIT },
  { title: 'Share of participants who apply what they learnt', measure: IndicatorMeasure.PERCENTAGE },
];

/**
 * The invented results of a generated activity: none for every second one, otherwise one or two. They depend on the position of
 * the activity only.
 */
export function drawResults({ year = 2019 }: SeedActivity, index: number): ResultContent[] {
  const random = createRandom(SEED, index);
  if (chance(random, 0.5)) return [];
  return Array.from({ length: integer(random, 1, 2) }, (_, place) => ({
    type: pick(random, [ResultType.OUTPUT, ResultType.OUTCOME]),
    title: `Result ${place + 1}`,
    description: null,
    indicators: [drawIndicator(random, year)],
  }));
}

function drawIndicator(random: Random, firstYear: number): IndicatorContent {
  const { title, measure } = pick(random, indicators);
  const largest = measure === IndicatorMeasure.PERCENTAGE ? 100 : 400;
  const measured = (low: number) => ({
    value: String(integer(random, low, largest)),
    date: null,
    comment: null,
    dimensions: [],
  });
  return {
    title,
    measure,
    isAscending: true,
    baseline: chance(random, 0.6) ? { ...measured(0), value: '0' } : null,
    periods: Array.from({ length: integer(random, 1, 2) }, (_, place) => ({
      start: `${firstYear + place}-01-01`,
      end: `${firstYear + place}-12-31`,
      targets: [measured(1)],
      actuals: chance(random, 0.8) ? [measured(0)] : [],
    })),
  };
}
