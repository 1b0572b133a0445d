import { oneByKey } from '../../../../core/access/loader';
import { sql } from '../../../../database/sql/sql';
import { publishableActivity } from '../../../catalogue/activity/activity.fields';
import { editableRows } from '../../../publishing/history/history.policy';

/** True if an activity that the viewer may edit has a password for its page. */
interface PagePassword {
  readonly id: number;
  /** The id of the valid password; null: there is none. */
  readonly passwordId: number | null;
}

export const pagePasswordByActivityId = oneByKey<number, PagePassword>(
  (ids, { read, viewer }) => {
    const { item, isEditable } = editableRows(viewer, publishableActivity);
    return read.query<PagePassword>(sql`
      SELECT t.id, p.id AS password_id
      FROM ${item} LEFT JOIN activity_documents_password p ON p.activity_id = t.id AND p.replaced_at IS NULL
      WHERE ${read.isIn(sql`t.id`, ids)} AND ${isEditable}`);
  },
  ({ id }) => id,
);
