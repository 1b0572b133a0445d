import sql, { raw } from 'sql-template-tag';
import type { Connection } from '../../core/listing/connection';
import { encodeGlobalId } from '../../core/types/global-id';
import type { RequestContext } from '../../core/access/request-context';
import { dayMs, later } from '../../core/time';
import type { ThingKind } from '../publishables';
import { listThings, type ThingRow } from './publishable-list';
import type { TrashArgs, TrashedThing } from './trash.connection';

/** `at` is when it was deleted. */
interface TrashedRow extends ThingRow {
  readonly title: string;
  readonly version: number;
}

/** What has been deleted and not yet been purged. */
export class Trash {
  constructor(private readonly keptDays: number) {}

  /**
   * What the viewer may restore, the latest first.
   *
   * @throws what listThings does
   */
  list(context: RequestContext, args: TrashArgs): Connection<TrashedThing> {
    const { viewer } = context;
    return listThings<TrashedRow, TrashedThing>(
      context,
      {
        name: 'trash',
        columns: ({ title }) => sql`t.${raw(title)} AS title, t.deleted_at AS at, t.version`,
        // What is in the trash is seen by nobody, and by those who restore it.
        where: ({ isEdited }) => sql`t.deleted_at IS NOT NULL AND ${isEdited(viewer)}`,
        nodeOf: (row, kind) => this.thingOf(row, kind),
      },
      args,
    );
  }

  private thingOf({ id, title, at, version }: TrashedRow, { name, type }: ThingKind): TrashedThing {
    const keptUntil = later(at, this.keptDays * dayMs);
    return { id: encodeGlobalId(name, id), type, title, deletedAt: at, keptUntil, version };
  }
}
