import { registerEnumType } from 'type-graphql';

export enum ActivityStatus {
  PIPELINE = 'PIPELINE',
  IMPLEMENTATION = 'IMPLEMENTATION',
  FINALISATION = 'FINALISATION',
  CLOSED = 'CLOSED',
  CANCELLED = 'CANCELLED',
  SUSPENDED = 'SUSPENDED',
}

registerEnumType(ActivityStatus, {
  name: 'ActivityStatus',
  description: 'Stage of an activity, from the codelist ActivityStatus of the IATI standard.',
  valuesConfig: {
    PIPELINE: { description: 'The activity is planned or prepared. Code 1.' },
    IMPLEMENTATION: { description: 'The activity is under way. Code 2.' },
    FINALISATION: {
      description: 'The activity has taken place; its accounts or its evaluation are not complete. Code 3.',
    },
    CLOSED: { description: 'The activity has taken place, and everything about it is complete. Code 4.' },
    CANCELLED: { description: 'The activity will not take place, or was ended early. Code 5.' },
    SUSPENDED: { description: 'The activity is interrupted. Code 6.' },
  },
});
