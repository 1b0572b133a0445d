import type { SeedActivity, SeedNewsItem, SeedPublicationState } from '../writing/seed.types';

/** A news item that is created with its first activity. */
export type GeneratedNewsItem = Omit<SeedNewsItem, 'activities'>;

/** `startsOn`, `code` and other cells of the operative dimension are sometimes absent, as in a real programme. */
export interface GeneratedActivity extends SeedActivity {
  readonly state: SeedPublicationState;
  /** Present only if the state is SCHEDULED. */
  readonly publishAt?: string | undefined;
  /** News items to create with this activity, in its publication state, and to relate to it. */
  readonly newsItems: readonly GeneratedNewsItem[];
  /** Slugs of published news items of an earlier activity of the same run that also relate to this activity. */
  readonly sharedNewsItems: readonly string[];
}
