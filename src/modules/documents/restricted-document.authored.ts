import sql from 'sql-template-tag';
import type { EntityManager } from 'typeorm';
import { takeAdvisoryLock } from '../../database/lock';
import type { PublishableDefinition, UnitOfWork } from '../publishing/publishable';
import { checkText } from '../../core/mutations/checks';
import type { Problems } from '../../core/mutations/problems';
import type { Publication } from '../publishing/publication.entity';
import { RestrictedDocument } from './restricted-document.entity';
import { isDocumentEditable, isDocumentVisible } from './restricted-document.policy';

/** What an author decides of a restricted document; its file is another matter. */
export interface RestrictedDocumentContent {
  /** The slug of its activity, which it never leaves. */
  readonly activity: string;
  readonly title: string;
  readonly position: number;
}

/** Characters. */
const longestTitle = 500;

export const publishableRestrictedDocument: PublishableDefinition<RestrictedDocumentContent> = {
  name: 'RestrictedDocument',
  entity: RestrictedDocument,
  publishedEvent: null,
  read,
  wait: ({ manager }) => takeAdvisoryLock(manager, 'documentPositions'),
  validate,
  insert,
  write,
  // Its activity may have come to have another slug, and its place is that of a move, be it of another document.
  onRevert: (then, { activity, position }) => ({ ...then, activity, position }),
  isVisible: (viewer) => sql`EXISTS (
    SELECT 1 FROM activity a WHERE a.id = t.activity_id AND ${isDocumentVisible(viewer, 't', 'a')})`,
  // None of an activity in the trash: it comes back with that.
  isEditable: (viewer) => sql`EXISTS (
    SELECT 1 FROM activity a
    WHERE a.id = t.activity_id AND a.deleted_at IS NULL AND ${isDocumentEditable(viewer, 'a')})`,
};

async function read({ manager }: UnitOfWork, id: number): Promise<RestrictedDocumentContent> {
  const [row] = await manager.sql<RestrictedDocumentContent[]>`
    SELECT a.slug AS activity, d.title, d.position
    FROM restricted_document d JOIN activity a ON a.id = d.activity_id WHERE d.id = ${id}`;
  const { activity, title, position } = row!;
  return { activity, title, position };
}

async function validate(
  { manager }: UnitOfWork,
  { activity, title, position }: RestrictedDocumentContent,
  id: number | null,
  problems: Problems,
): Promise<void> {
  checkText(problems, 'input.title', title, { max: longestTitle, required: true });
  const last = await lastPosition(manager, activity);
  const most = id === null ? last + 1 : last;
  if (position < 1 || position > most) {
    problems.add('input.position', 'INVALID', `The places of the activity's documents are 1 to ${most}`);
  }
}

/** Those in the trash keep their places. */
export async function lastPosition(manager: EntityManager, activity: string): Promise<number> {
  const [row] = await manager.sql<{ last: number | null }[]>`
    SELECT MAX(d.position) AS last
    FROM restricted_document d JOIN activity a ON a.id = d.activity_id WHERE a.slug = ${activity}`;
  return row?.last ?? 0;
}

async function insert(
  { manager }: UnitOfWork,
  { activity, title, position }: RestrictedDocumentContent,
  publication: Publication,
): Promise<number> {
  const [of] = await manager.sql<{ id: number }[]>`SELECT id FROM activity WHERE slug = ${activity}`;
  const document = { activityId: of!.id, title, position, contentVersion: null, publication };
  const { id } = await manager.save(Object.assign(new RestrictedDocument(), document));
  return id;
}

async function write(
  { manager }: UnitOfWork,
  id: number,
  before: RestrictedDocumentContent,
  { title, position }: RestrictedDocumentContent,
): Promise<void> {
  if (title !== before.title) await manager.update(RestrictedDocument, { id }, { title });
  if (position !== before.position) await move(manager, id, before.position, position);
}

/** Those between where it was and where it goes move by one; none of them is changed otherwise. */
async function move(manager: EntityManager, id: number, from: number, to: number): Promise<void> {
  const { activityId } = await manager.findOneByOrFail(RestrictedDocument, { id });
  const [first, last, step] = from < to ? [from + 1, to, -1] : [to, from - 1, 1];
  // Places are unique: first out of the way, then to where they belong.
  await manager.sql`UPDATE restricted_document SET position = 0 WHERE id = ${id}`;
  await manager.sql`
    UPDATE restricted_document SET position = -(position + ${step})
    WHERE activity_id = ${activityId} AND position BETWEEN ${first} AND ${last}`;
  await manager.sql`
    UPDATE restricted_document SET position = -position WHERE activity_id = ${activityId} AND position < 0`;
  await manager.sql`UPDATE restricted_document SET position = ${to} WHERE id = ${id}`;
}
