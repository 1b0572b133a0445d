import { registerEnumType } from 'type-graphql';

/** The changes of what the public sees. The values are event types. */
export enum ContentChangeKind {
  APPEARED = 'contentAppeared',
  CHANGED = 'contentChanged',
  WITHDRAWN = 'contentWithdrawn',
}

registerEnumType(ContentChangeKind, {
  name: 'ContentChangeKind',
  description: 'Change of what the public sees of an item.',
  valuesConfig: {
    APPEARED: { description: 'The item becomes public: it is published, or the item that it belongs to is.' },
    CHANGED: {
      description: 'The item stays public, and its content changes, or the name of something that it shows.',
    },
    WITHDRAWN: { description: 'The item is not public any more.' },
  },
});

/** The types of events in the outbox. */
export type EventType = 'activityPublished' | 'newsItemPublished' | `${ContentChangeKind}`;
