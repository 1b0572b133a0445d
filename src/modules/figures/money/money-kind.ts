import { registerEnumType } from 'type-graphql';

export enum MoneyKind {
  BUDGET = 'BUDGET',
  PLANNED_DISBURSEMENT = 'PLANNED_DISBURSEMENT',
  INCOMING_FUNDS = 'INCOMING_FUNDS',
  INCOMING_COMMITMENT = 'INCOMING_COMMITMENT',
  OUTGOING_COMMITMENT = 'OUTGOING_COMMITMENT',
  DISBURSEMENT = 'DISBURSEMENT',
  EXPENDITURE = 'EXPENDITURE',
  REIMBURSEMENT = 'REIMBURSEMENT',
}

registerEnumType(MoneyKind, {
  name: 'MoneyKind',
  description:
    'Kind of money: two kinds of plans, and transaction types of the IATI standard. What was spent is DISBURSEMENT and ' +
    `EXPENDITURE. Sums are in this order: ${Object.values(MoneyKind).join(', ')}.`,
  valuesConfig: {
    BUDGET: {
      description: 'Budget of a period. A revised budget replaces the original one of the same period in sums.',
    },
    PLANNED_DISBURSEMENT: { description: 'Payment that is planned for a day.' },
    INCOMING_FUNDS: { description: 'Funds that were received.' },
    INCOMING_COMMITMENT: { description: 'Firm promise of a funder to pay.' },
    OUTGOING_COMMITMENT: { description: 'Firm promise to pay to others.' },
    DISBURSEMENT: { description: 'Payment to an organisation that carries the activity out.' },
    EXPENDITURE: { description: 'Payment for goods and services.' },
    REIMBURSEMENT: { description: 'Payment to an organisation for what it has already spent.' },
  },
});

export const moneyKinds: readonly MoneyKind[] = Object.values(MoneyKind);
