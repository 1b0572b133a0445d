import type { Viewer } from '../../core/access/viewer';
import { type FilterField, listField } from '../../core/listing/filter';
import { raw, type Sql, sql } from '../../database/sql/sql';
import { PublicationState } from './publication.entity';

interface PublicationStateFilter {
  /** The alias of the table of the items. */
  readonly alias: string;
  readonly isEditable: (viewer: Viewer, alias: string) => Sql;
}

/**
 * A condition on the publication state. Only items that the viewer may edit meet it: others that the viewer sees are public
 * or previewed, and must not tell which of both.
 */
export function publicationStateField({ alias, isEditable }: PublicationStateFilter): FilterField<string[]> {
  const column = raw(`${alias}.publication_state`);
  // The partial index has these few items. SQLite uses it only under its own condition.
  const isUnpublished = sql`${column} <> ${raw(`'${PublicationState.PUBLISHED}'`)} AND`;
  return listField((states, { read, viewer }) => {
    const isOfState = read.isIn(column, states);
    const isAmongFew = states.includes(PublicationState.PUBLISHED) ? raw('') : isUnpublished;
    return sql`(${isAmongFew} ${isOfState} AND ${isEditable(viewer, alias)})`;
  });
}
