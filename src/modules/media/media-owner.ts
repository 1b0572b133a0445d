import type { Viewer } from '../../core/access/viewer';
import { type Content, tableOf } from '../../core/fields/content';
import type { Field, FieldSet } from '../../core/fields/field';
import { always, anyOf } from '../../database/sql/conditions';
import { raw, type Sql, sql } from '../../database/sql/sql';

/** The tables of files that content uses. */
export const mediaKinds = ['image', 'attachment'] as const;

export type MediaKind = (typeof mediaKinds)[number];

/** A type whose content uses images or attachments. */
export interface MediaOwner {
  readonly content: FieldSet<Content>;
  /** The rows that the viewer sees, as a condition on the table under the alias `t`. */
  readonly isVisible: (viewer: Viewer) => Sql;
  /** The rows that are or will be public, as a condition on the table under the alias `t`. */
  readonly isPublishing: Sql;
}

/** True if a row of an owner uses the file of this kind with this id, and meets the owner's condition. */
export function isUsed(
  owners: readonly MediaOwner[],
  kind: MediaKind,
  id: Sql,
  condition: (owner: MediaOwner) => Sql = () => always,
): Sql {
  const uses = owners.flatMap((owner) =>
    linksIn(owner, kind).map(
      ({ links, ownerColumn, target }) => sql`EXISTS (
        SELECT 1 FROM ${raw(links)} l JOIN ${raw(tableOf(owner.content))} t ON t.id = l.${raw(ownerColumn)}
        WHERE l.${raw(target)} = ${id} AND ${condition(owner)})`,
    ),
  );
  return anyOf(uses);
}

interface Links {
  readonly links: string;
  readonly ownerColumn: string;
  readonly target: string;
}

/** The tables that link the content of an owner and files of this kind. Several fields may share one. */
function linksIn({ content: { fields } }: MediaOwner, kind: MediaKind): Links[] {
  const found = new Map<string, Links>();
  for (const { refersTo } of Object.values(fields as Readonly<Record<string, Pick<Field<unknown>, 'refersTo'>>>)) {
    if (refersTo?.table !== kind || 'column' in refersTo.via) continue;
    const { links, owner, target } = refersTo.via;
    found.set(links, { links, ownerColumn: owner, target });
  }
  return [...found.values()];
}
