import { Int } from 'type-graphql';
import type { EntityManager } from 'typeorm';
import { z } from 'zod';
import { type ContentIn, fieldsOf, type InputField } from '../../../core/fields/field';
import { argument } from '../../../core/fields/field-argument';
import { ContentFieldKind } from '../../../core/fields/field-form';
import { reference, text } from '../../../core/fields/field-kinds';
import { localized } from '../../../core/fields/localized-fields';
import { raw, sql } from '../../../database/sql/sql';
import { executeSql } from '../../../database/sql/write-sql';
import { activityKey } from '../../catalogue/activity/activity.entity';
import { type PublishableDefinition, PublishableType } from '../../publishing/publishable';
import { RestrictedDocument } from './restricted-document.entity';
import { isDocumentEditable, isDocumentVisible } from './restricted-document.policy';
import { RestrictedDocumentTranslation } from './restricted-document-translation.entity';

/** Characters (UTF-16 units). */
const MAX_TITLE_LENGTH = 500;

const FIRST_POSITION = 1;

/** The position of the document among those of its activity, from 1. Documents in the trash keep their positions. */
const position: InputField<number> = {
  form: { kind: ContentFieldKind.INTEGER, minimum: FIRST_POSITION },
  argument: argument(() => Int, {
    description:
      'Position of the document among the documents of its activity, those in the trash included: from 1 to their number',
    note: 'The documents in between move by one. Must not be null.',
  }),
  empty: 0,
  json: z.int(),
  // Its position is the result of a move, perhaps of another document.
  isReverted: false,
  select: (_name, alias) => raw(`${alias}.position`),
  check: async (value, { unit, problems, path, id }) => {
    const last = id === null ? null : await lastPositionBeside(unit.manager, id);
    if (last !== null && (value < FIRST_POSITION || value > last)) {
      problems.add(path, 'INVALID', `must be from ${FIRST_POSITION} to ${last}`);
    }
  },
  columns: (name, value, _manager, before) => Promise.resolve(before === null ? { [name]: value } : {}),
  replace: async (manager, id, value, before) => {
    if (before !== 0) await move(manager, id, before, value);
  },
};

const content = fieldsOf(
  RestrictedDocument,
  localized(RestrictedDocument, RestrictedDocumentTranslation, {
    // A document never leaves its activity.
    activity: {
      ...reference(activityKey, {
        description: 'Activity of the document',
        at: 'activityId',
        required: true,
      }),
      isInput: false,
      isReverted: false,
    },
    title: text({
      description: 'Title of the document',
      note: 'Everyone who sees the activity sees it, also while the document is locked.',
      max: MAX_TITLE_LENGTH,
      required: true,
      translatable: true,
    }),
    position,
  }),
);

export type RestrictedDocumentContent = ContentIn<typeof content>;

/** Restricted documents: their titles and positions. Their files have versions of their own. */
export const publishableRestrictedDocument: PublishableDefinition<
  RestrictedDocumentContent,
  'title' | 'position' | 'originalLocale'
> = {
  name: PublishableType.RESTRICTED_DOCUMENT,
  nouns: ['restricted document', 'restricted documents'],
  content,
  publishedEvent: null,
  partOf: { table: activityKey.table, column: 'activity_id', position: 'position' },
  advisoryLock: 'documentPositions',
  isVisible: (viewer) => sql`EXISTS (
    SELECT 1 FROM activity a WHERE a.id = t.activity_id AND ${isDocumentVisible(viewer, 't', 'a')})`,
  // A document of an activity in the trash is restored with its activity.
  isEditable: (viewer) => sql`EXISTS (
    SELECT 1 FROM activity a
    WHERE a.id = t.activity_id AND a.deleted_at IS NULL AND ${isDocumentEditable(viewer, 'a')})`,
};

/** The last position that a document of the activity has; 0 when there is none. */
export async function lastPosition(manager: EntityManager, activityId: number): Promise<number> {
  const last = await manager.maximum(RestrictedDocument, 'position', { activityId });
  return last ?? 0;
}

async function lastPositionBeside(manager: EntityManager, id: number): Promise<number> {
  const { activityId } = await manager.findOneByOrFail(RestrictedDocument, { id });
  return lastPosition(manager, activityId);
}

/** Moves a document; those between its old and its new position move by one, without a revision of their own. */
async function move(manager: EntityManager, id: number, from: number, to: number): Promise<void> {
  const { activityId } = await manager.findOneByOrFail(RestrictedDocument, { id });
  const [first, last, step] = from < to ? [from + 1, to, -1] : [to, from - 1, 1];
  // Positions are unique: rows first move out of the way, then to their place.
  await executeSql(manager, sql`UPDATE restricted_document SET position = 0 WHERE id = ${id}`);
  await executeSql(
    manager,
    sql`UPDATE restricted_document SET position = -(position + ${step})
    WHERE activity_id = ${activityId} AND position BETWEEN ${first} AND ${last}`,
  );
  await executeSql(
    manager,
    sql`UPDATE restricted_document SET position = -position WHERE activity_id = ${activityId} AND position < 0`,
  );
  await executeSql(manager, sql`UPDATE restricted_document SET position = ${to} WHERE id = ${id}`);
}
