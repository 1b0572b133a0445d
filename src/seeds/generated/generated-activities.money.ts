import { chance, createRandom, integer, pick, pickSome, type Random, weighted } from '../random';
import type { SeedActivity, SeedMoney, SeedShare, SeedTransaction } from '../writing/seed.types';

/** The streams of money are others than those of activities, which stay as they are. */
const SEED = 14;

const drawCurrency = weighted<string>([
  ['EUR', 70],
  ['USD', 20],
  ['GBP', 5],
  ['JPY', 1],
  ['KGS', 4],
]);

const drawKind = weighted<SeedTransaction['kind']>([
  ['INCOMING_FUNDS', 10],
  ['OUTGOING_COMMITMENT', 15],
  ['DISBURSEMENT', 40],
  ['EXPENDITURE', 30],
  ['REIMBURSEMENT', 1],
  ['PLANNED_DISBURSEMENT', 4],
]);

const sectors = ['15110', '15113', '15130', '15160', '15190', '15210', '15240', '16063', '43060', '74020'];

/**
 * Invented money of a generated activity: a budget and one to three transactions, mostly divided by two sectors and by one to
 * three countries. It depends on the position of the activity only.
 */
export function drawMoney(activity: SeedActivity, index: number): SeedMoney {
  const random = createRandom(SEED, index);
  // The transactions of its last year must not be in the future.
  const year = Math.min(activity.year ?? integer(random, 2010, 2024), 2024);
  const currency = drawCurrency(random);
  const countries = [
    ...new Set([...(activity.country === undefined ? [] : [activity.country]), ...activity.participatingCountries]),
  ];
  const organisations = Object.values(activity.organisations ?? {}).flat();
  return {
    recipients: divide(random, countries.slice(0, integer(random, 1, 3))),
    sectors: divide(random, pickSome(random, sectors, chance(random, 0.7) ? 2 : 1)),
    budgets: [{ year, amount: drawAmount(random, 5), currency }],
    transactions: Array.from({ length: integer(random, 1, 3) }, () => ({
      kind: drawKind(random),
      day: `${year + integer(random, 0, 1)}-${twoDigits(integer(random, 1, 12))}-${twoDigits(integer(random, 1, 28))}`,
      amount: drawAmount(random, 4),
      currency,
      provider: organisations.length === 0 || chance(random, 0.1) ? null : pick(random, organisations),
      receiver: organisations.length === 0 || chance(random, 0.3) ? null : pick(random, organisations),
    })),
  };
}

/**
 * Draws an amount with cents, whose last digit is not 0.
 *
 * @param digits the largest exponent of ten that the amount before the point reaches
 */
function drawAmount(random: Random, digits: number): string {
  return `${integer(random, 1, 10 ** digits)}.${integer(random, 0, 9)}${integer(random, 1, 9)}`;
}

/** Percentages that add up to 100. */
function divide(random: Random, codes: readonly string[]): SeedShare[] {
  let left = 100;
  return codes.map((code, place) => {
    const percentage = place === codes.length - 1 ? left : integer(random, 1, left - (codes.length - place));
    left -= percentage;
    return { code, percentage: String(percentage) };
  });
}

function twoDigits(number: number): string {
  return String(number).padStart(2, '0');
}
