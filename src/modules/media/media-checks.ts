import type { FieldCheck } from '../../core/fields/field';
import { join, raw, sql } from '../../database/sql/sql';
import { executeSql, forShare } from '../../database/sql/write-sql';
import { isMediaEditable } from './media.policy';
import { findKeyOf, keysOf } from './media-key';
import type { MediaKind } from './media-owner';

/** Where content names an image or an attachment, and its global id. */
export interface PlacedMedia {
  readonly path: string;
  readonly id: string;
}

/**
 * Checks that each id is that of an image or attachment that has its file, and that the viewer may edit. The problem with
 * one that the viewer may not edit is the same as with one that does not exist: editors of one network must not see what
 * others prepare by placing it in an item of their own.
 */
export async function checkMedia(
  kind: MediaKind,
  { unit: { manager, viewer }, problems }: FieldCheck,
  placed: readonly PlacedMedia[],
): Promise<void> {
  const keys = keysOf(
    kind,
    placed.map(({ id }) => id),
  );
  const rows =
    keys.length === 0
      ? []
      : await executeSql<{ id: number }>(
          manager,
          // Locked: nobody deletes it before the item refers to it.
          sql`SELECT m.id FROM ${raw(kind)} m
            WHERE m.id IN (${join(keys)}) AND m.content_hash IS NOT NULL AND ${isMediaEditable(viewer, 'm')}
            ORDER BY m.id ${forShare(manager)}`,
        );
  const known = new Set(rows.map(({ id }) => id));
  for (const { path, id } of placed) {
    const key = findKeyOf(kind, id);
    if (key !== null && known.has(key)) continue;
    problems.add(path, 'UNKNOWN', `must be the id of ${nouns[kind]} that has its file, and that you may edit`);
  }
}

const nouns: Readonly<Record<MediaKind, string>> = { image: 'an image', attachment: 'an attachment' };

/** Checks that each image has an alternative text. */
export async function checkAlternativeTexts(
  { unit: { manager }, problems }: FieldCheck,
  placed: readonly PlacedMedia[],
): Promise<void> {
  const keys = keysOf(
    'image',
    placed.map(({ id }) => id),
  );
  if (keys.length === 0) return;
  const rows = await executeSql<{ id: number; alt: string | null }>(
    manager,
    // Locked: nobody clears the text before the item is published.
    sql`SELECT id, alt FROM image WHERE id IN (${join(keys)}) ORDER BY id ${forShare(manager)}`,
  );
  const without = new Set(rows.filter(({ alt }) => alt === null).map(({ id }) => id));
  for (const { path, id } of placed) {
    if (!without.has(findKeyOf('image', id) ?? 0)) continue;
    problems.add(path, 'REQUIRED', 'must have an alternative text before it is published: set alt of the image');
  }
}
