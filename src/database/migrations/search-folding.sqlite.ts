import { foldedCharacters } from '../text/search-text';
import { entriesPerKind, type Kind, kinds, MAX_CHARACTERS } from './full-text-search.sqlite';

/** How many characters are folded together. A block takes one step for each distinct character in it. */
const sliceLength = 1000;

/**
 * Replaces every character by its entry in `search_letter`, which lists every character that `foldWords` changes. The
 * index then contains the words that searches look for, whatever SQLite's tokenizer knows of their script. Nothing is
 * composed, since stored text is composed already.
 */
function folded(full: string): string {
  return `(WITH RECURSIVE slices (place, written, folded) AS (
      SELECT 1, substr(${full}, 1, ${MAX_CHARACTERS}), ''
      UNION ALL
      SELECT place + ${sliceLength}, written, folded || ${foldedSlice(`substr(written, place, ${sliceLength})`)}
      FROM slices WHERE place <= length(written)
    ) SELECT folded FROM slices WHERE place > length(written))`;
}

/** Each step replaces all occurrences of one character. ASCII is left to the tokenizer. */
function foldedSlice(slice: string): string {
  const first = 'substr(rest, 1, 1)';
  return `CASE WHEN octet_length(${slice}) = length(${slice}) THEN ${slice} ELSE (
    WITH RECURSIVE steps (rest, folded) AS (
      SELECT ${slice}, ${slice}
      UNION ALL
      SELECT replace(rest, ${first}, ''),
        coalesce(replace(folded, ${first}, (SELECT plain FROM search_letter WHERE letter = ${first})), folded)
      FROM steps WHERE length(rest) > 0
    ) SELECT folded FROM steps WHERE length(rest) = 0) END`;
}

function createView({ table, number, names, summaries, bodies, topics }: Kind): string {
  return `CREATE VIEW ${table}_document AS
    SELECT x.id, x.id + ${number * entriesPerKind} AS entry, x.publication_state = 'PUBLISHED' AS is_public,
      ${folded(names)} AS names, ${folded(summaries)} AS summaries, ${folded(bodies)} AS bodies,
      ${folded(topics)} AS topics
    FROM ${table} x WHERE x.deleted_at IS NULL`;
}

function quoted(text: string): string {
  return `'${text.replaceAll("'", "''")}'`;
}

/** Replaces the previous folding by this one. */
export function sqliteFolding(): string[] {
  const rows = Array.from(foldedCharacters(), (pair) => `(${pair.map(quoted).join(', ')})`);
  return [
    'CREATE TABLE IF NOT EXISTS search_letter (letter text PRIMARY KEY, plain text NOT NULL) WITHOUT ROWID',
    'DELETE FROM search_letter',
    `INSERT INTO search_letter (letter, plain) VALUES ${rows.join(', ')}`,
    ...kinds.flatMap((kind) => [`DROP VIEW IF EXISTS ${kind.table}_document`, createView(kind)]),
  ];
}
