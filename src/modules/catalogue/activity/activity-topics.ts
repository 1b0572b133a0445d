import type { EntityManager } from 'typeorm';
import { Role } from '../../../core/access/role';
import { hasRole, type Viewer } from '../../../core/access/viewer';
import { hashText, type TranslationValue } from '../../../core/fields/translation-values';
import { isEqual } from '../../../core/fields/values';
import { TranslationState } from '../../../core/languages/translation.entity';
import type { ReadDatabase } from '../../../database/reading/read-database';
import { raw, type Sql, sql } from '../../../database/sql/sql';
import { foldText } from '../../../database/text/folding';
import { isActivityEditable } from './activity.policy';
import { ActivityTopicText, TopicTextState } from './activity-links.entity';

/** The topics of an activity in all its languages. */
interface TopicsInLanguages {
  readonly originalLocale: string;
  readonly topics: readonly string[];
  readonly translations: readonly Omit<TranslationValue<'topics'>, 'updatedAt'>[];
}

type TopicText = Omit<ActivityTopicText, 'activity' | 'activityId'>;

/**
 * The rows that filters and counts of topics read: the original topics, then those of published translations, then those of
 * drafts. A translation has its topics in the order of the originals, and translates them until they change.
 */
export function topicTextsOf({ originalLocale, topics, translations }: TopicsInLanguages): TopicText[] {
  const known = new Set<string>();
  const textsIn = (
    locale: string,
    state: TopicTextState,
    texts: readonly string[],
    originals: readonly string[],
  ): TopicText[] =>
    texts.map((topic, index) => {
      const folded = foldText(topic);
      const topicFolded = known.has(folded) ? null : folded;
      known.add(folded);
      const original = originals[index];
      const originalFolded = original === undefined ? null : foldText(original);
      return { locale, position: index + 1, state, topic, topicFolded, originalFolded };
    });
  const translated = (state: TranslationState, as: TopicTextState): TopicText[] =>
    translations
      .filter((one) => one.state === state)
      .flatMap(({ locale, base, ...translation }) => {
        const texts = translation.topics as readonly string[];
        const isCurrent = base['topics'] === hashText(topics) && texts.length === topics.length;
        return textsIn(locale, as, texts, isCurrent ? topics : []);
      });
  return [
    ...textsIn(originalLocale, TopicTextState.ORIGINAL, topics, topics),
    ...translated(TranslationState.PUBLISHED, TopicTextState.PUBLISHED),
    ...translated(TranslationState.DRAFT, TopicTextState.DRAFT),
  ];
}

/** Stores the `topicTextsOf` an activity. `before` null: new content. */
export async function storeTopicTexts(
  manager: EntityManager,
  activityId: number,
  content: TopicsInLanguages,
  before: TopicsInLanguages | null,
): Promise<void> {
  const texts = topicTextsOf(content);
  if (isEqual(before === null ? [] : topicTextsOf(before), texts)) return;
  await manager.delete(ActivityTopicText, { activityId });
  await manager.insert(
    ActivityTopicText,
    texts.map((text) => ({ ...text, activityId })),
  );
}

/**
 * The condition that an activity under the alias `a` has one of the topics in a language in which it is available: its original
 * one, those of its published translations and, for viewers who may edit it, those of drafts.
 */
export function hasTopic(read: ReadDatabase, viewer: Viewer, topics: readonly string[]): Sql {
  const isOne = read.isIn(sql`link.topic_folded`, topics.map(foldText));
  const links = { table: 'activity_topic_text', key: 'activity_id' };
  const isFound = read.isLinked(sql`a.id`, { ...links, where: sql`${isOne} AND link.state <> 'DRAFT'` });
  if (!hasRole(viewer, Role.EDITOR)) return isFound;
  return sql`(${isFound} OR (${isActivityEditable(viewer, 'a')} AND ${read.isLinked(sql`a.id`, { ...links, where: isOne })}))`;
}

/** The condition that the viewer may find the activity under the alias `a` by its topic under this alias; see `hasTopic`. */
export function isTopicAvailable(viewer: Viewer, alias: string): Sql {
  const isPublic = raw(`${alias}.state <> 'DRAFT'`);
  return hasRole(viewer, Role.EDITOR) ? sql`(${isPublic} OR ${isActivityEditable(viewer, 'a')})` : isPublic;
}
