import type { EntityManager } from 'typeorm';
import type { InputField } from '../../../core/fields/field';
import { inWords } from '../../../core/fields/field-argument';
import { ContentFieldKind } from '../../../core/fields/field-form';
import { list, textsArgument } from '../../../core/fields/list-kinds';
import { MAX_LENGTH } from '../../../core/limits';
import { checkText } from '../../../core/mutations/checks';
import { join, raw, sql } from '../../../database/sql/sql';
import { executeSql } from '../../../database/sql/write-sql';

interface ObjectiveRow {
  readonly id: number;
  readonly text: string;
}

/**
 * The objectives as a field of the activity, as editors write them. It uses SQL only, because the entity Objective imports
 * Activity, and imports have no cycles.
 */
export const objectives: InputField<readonly string[]> & { readonly isTranslatable: true } = {
  isTranslatable: true,
  ...list(
    { kind: ContentFieldKind.MULTILINE_TEXTS, maxLength: MAX_LENGTH.summary },
    textsArgument({
      description: 'Objectives of the activity',
      note: `In their order, of 1 to ${inWords(MAX_LENGTH.summary)} characters each.`,
    }),
    (texts, { problems, path }) => {
      texts.forEach((text, index) => {
        checkText(problems, `${path}.${index}`, text, { max: MAX_LENGTH.summary, required: true, multiline: true });
      });
    },
  ),
  normalize: (texts) => texts.map((text) => text.normalize('NFC')),
  select: (_name, alias, listOf) =>
    listOf('l.text', raw(`objective l WHERE l.activity_id = ${alias}.id`), 'l.position'),
  /** An objective that only moves keeps its id. */
  replace: async (manager, activityId, texts) => {
    const old = await findObjectives(manager, activityId);
    if (JSON.stringify(old.map(({ text }) => text)) === JSON.stringify(texts)) return;
    const kept = texts.map((text) => {
      const index = old.findIndex((row) => row.text === text);
      return index < 0 ? null : old.splice(index, 1)[0]!;
    });
    if (old.length > 0) {
      await executeSql(manager, sql`DELETE FROM objective WHERE id IN (${join(old.map(({ id }) => sql`${id}`))})`);
    }
    // Positions are unique: rows first move out of the way, then to their position.
    await executeSql(manager, sql`UPDATE objective SET position = -position WHERE activity_id = ${activityId}`);
    for (const [index, text] of texts.entries()) {
      const row = kept[index];
      const position = index + 1;
      if (row) await executeSql(manager, sql`UPDATE objective SET position = ${position} WHERE id = ${row.id}`);
      else {
        await executeSql(
          manager,
          sql`INSERT INTO objective (activity_id, position, text) VALUES (${activityId}, ${position}, ${text})`,
        );
      }
    }
  },
};

function findObjectives(manager: EntityManager, activityId: number): Promise<ObjectiveRow[]> {
  return executeSql<ObjectiveRow>(
    manager,
    sql`SELECT id, text FROM objective WHERE activity_id = ${activityId} ORDER BY position`,
  );
}
