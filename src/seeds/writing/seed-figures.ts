import { groupBy } from '../../core/group-by';
import { ActivityRecipient, ActivitySdg, ActivitySector } from '../../modules/catalogue/activity/activity-links.entity';
import { goalOf } from '../../modules/figures/classification/classification.fields';
import { BudgetStatus, BudgetType } from '../../modules/figures/money/budget';
import { ActivityBudget, MoneyShare } from '../../modules/figures/money/money.entity';
import { MoneyKind } from '../../modules/figures/money/money-kind';
import { type MoneyItem, sharesOf } from '../../modules/figures/money/money-shares';
import { Transaction } from '../../modules/figures/money/transaction.entity';
import { EnteredParticipation, PublishedParticipation } from '../../modules/figures/people/participation.entity';
import { publishedParticipation, readSmallCount } from '../../modules/figures/people/published-participation';
import { totalOf } from '../../modules/figures/people/published-rows';
import type { ResultContent } from '../../modules/figures/results/result';
import {
  ActivityResult,
  Indicator,
  StoredMeasurement,
  StoredPeriod,
} from '../../modules/figures/results/results.entity';
import { measurementRows, periodRows } from '../../modules/figures/results/results.field';
import type { SeedActivity, SeedMoney } from './seed.types';
import type { SeedRows } from './seed-rows';

/** Adds whom and what an activity serves, and the people who took part in it. */
export function addFigures(
  rows: SeedRows,
  activityId: number,
  { recipients = [], sector, sdgs = [], participation = [] }: SeedActivity,
): void {
  recipients.forEach((countryCode, index) => {
    rows.link(ActivityRecipient, {
      activityId,
      position: index + 1,
      countryCode,
      regionCode: null,
      percentage: null,
    });
  });
  if (sector !== undefined) addSector(rows, activityId, 1, sector, null);
  sdgs.forEach((code, index) => {
    rows.link(ActivitySdg, { activityId, position: index + 1, code, goal: goalOf(code) });
  });
  participation.forEach(({ country = null, organisation, women = null, men = null, unspecified = null }, index) => {
    const counts = { women, men, unspecified };
    const organisationId = rows.keyOf('organisation', organisation);
    const row = { activityId, position: index + 1, countryCode: country, organisationId };
    rows.link(EnteredParticipation, { ...row, ...counts, total: totalOf(counts) });
  });
}

function addSector(
  rows: SeedRows,
  activityId: number,
  position: number,
  sectorCode: string,
  percentage: string | null,
): void {
  const categoryCode = sectorCode.slice(0, 3);
  rows.link(ActivitySector, { activityId, position, sectorCode, categoryCode, percentage });
}

/** Adds budgets and transactions, what divides them, and their shares. */
export function addMoney(
  rows: SeedRows,
  activityId: number,
  { recipients, sectors, budgets, transactions }: SeedMoney,
): void {
  recipients.forEach(({ code, percentage }, index) => {
    rows.link(ActivityRecipient, {
      activityId,
      position: index + 1,
      countryCode: code,
      regionCode: null,
      percentage,
    });
  });
  sectors.forEach(({ code, percentage }, index) => {
    addSector(rows, activityId, index + 1, code, percentage);
  });
  budgets.forEach(({ year, amount, currency }, index) => {
    rows.link(ActivityBudget, {
      activityId,
      position: index + 1,
      type: BudgetType.ORIGINAL,
      status: BudgetStatus.COMMITTED,
      periodStart: `${year}-01-01`,
      periodEnd: `${year}-12-31`,
      amount,
      currency,
      valueDate: `${year}-01-01`,
    });
  });
  const ofBudget = { providerId: null, receiverId: null, countryCode: null, sectorCode: null };
  const items: MoneyItem[] = budgets.map(({ year, amount, currency }) => {
    const day = `${year}-01-01`;
    return { kind: MoneyKind.BUDGET, day, amount, currency, valueDate: day, ...ofBudget };
  });
  for (const { kind, day, amount, currency, provider, receiver } of transactions) {
    const item = {
      kind: MoneyKind[kind],
      day,
      amount,
      currency,
      valueDate: day,
      providerId: rows.keyOf('organisation', provider ?? undefined),
      receiverId: rows.keyOf('organisation', receiver ?? undefined),
      countryCode: null,
      sectorCode: null,
    };
    items.push(item);
    const { day: date, ...columns } = item;
    rows.add(Transaction, { activityId, ...columns, date, reference: null, description: null, since: 1 });
  }
  const division = {
    recipients: recipients.map(({ code, percentage }) => ({
      value: { countryCode: code, regionCode: null },
      percentage,
    })),
    sectors: sectors.map(({ code, percentage }) => ({ value: code, percentage })),
  };
  for (const share of sharesOf(activityId, items, division)) rows.link(MoneyShare, share);
}

export function addResults(rows: SeedRows, activityId: number, results: readonly ResultContent[]): void {
  results.forEach(({ indicators, ...result }, index) => {
    const resultId = rows.add(ActivityResult, { ...result, activityId, position: index + 1 });
    indicators.forEach(({ title, measure, isAscending, ...measured }, at) => {
      const ascending = isAscending ? 1 : 0;
      const indicatorId = rows.add(Indicator, { resultId, position: at + 1, title, measure, ascending });
      for (const row of periodRows(indicatorId, measured.periods)) rows.link(StoredPeriod, row);
      for (const row of measurementRows(indicatorId, measured)) rows.link(StoredMeasurement, row);
    });
  });
}

/** Adds the rows of participation that the public sees. */
export async function publishParticipation(rows: SeedRows): Promise<void> {
  const entered = groupBy(rows.of(EnteredParticipation), ({ activityId }) => activityId);
  if (entered.size === 0) return;
  const smallCount = await readSmallCount(rows.manager);
  for (const [activityId, ofActivity] of entered) {
    for (const row of publishedParticipation(activityId, ofActivity, smallCount))
      rows.link(PublishedParticipation, row);
  }
}
