import { snakeCase } from 'typeorm/util/StringUtils';
import { z } from 'zod';
import { raw, sql } from '../../database/sql/sql';
import { executeSql } from '../../database/sql/write-sql';
import { foldText } from '../../database/text/folding';
import { addUnknown, checkCountry, checkRepeats, checkText, type TextRule } from '../mutations/checks';
import { getIdsByName, idsByName, type NaturalKey } from '../mutations/natural-key';
import { CountryCodeScalar } from '../types/country-code';
import type { Field, FieldCheck, InputField } from './field';
import { argument, type FieldArgument, type FieldDescription, inWords } from './field-argument';
import { ContentFieldKind, type FieldForm } from './field-form';
import { normalizeText, textJson } from './field-kinds';
import { findListable, type ReferenceVisibility } from './visible-references';

/** Maximum entries of a list. */
export const MAX_ENTRIES = 100;

/** The bounds of a set or a list whose entries differ, as descriptions write them. */
export const ONCE_EACH = `, each at most once, at most ${MAX_ENTRIES}`;

/** The bounds of a list, as descriptions write them. */
export const IN_ORDER = `, at most ${MAX_ENTRIES}`;

/** A set of references to rows of another table, stored in a table of links. */
export function links<L extends object>(
  entity: new () => L,
  link: { readonly owner: keyof L & string; readonly target: keyof L & string },
  to: NaturalKey,
  { visibility, ...described }: FieldDescription & { readonly visibility?: ReferenceVisibility },
): InputField<readonly string[]> {
  const [table, owner, target] = [entity.name, link.owner, link.target].map(snakeCase) as [string, string, string];
  return {
    ...list(
      { kind: ContentFieldKind.REFERENCES, target: to },
      argument(() => [String], described, ONCE_EACH),
      async (names, context, before) => {
        // Skips the lookup, because a statement can have only a limited number of parameters.
        if (names.length > MAX_ENTRIES) return;
        const { unit } = context;
        const known =
          visibility === undefined
            ? await idsByName(unit.manager, to, names)
            : await findListable(unit, visibility, names, before);
        checkReferences(context, to, names, known);
      },
    ),
    isSet: true,
    refersTo: { table: to.table, via: { links: table, owner, target } },
    ...(visibility && { visibility }),
    select: (_name, alias, listOf) =>
      listOf(
        `x.${to.column}`,
        raw(`${table} l JOIN ${to.table} x ON x.id = l.${target} WHERE l.${owner} = ${alias}.id`),
        `x.${to.column}`,
      ),
    replace: async (manager, id, names) => {
      await executeSql(manager, sql`DELETE FROM ${raw(table)} WHERE ${raw(owner)} = ${id}`);
      const ids = await getIdsByName(manager, to, names);
      await manager.insert(entity, ids.map((targetId) => ({ [link.owner]: id, [link.target]: targetId })) as object[]);
    },
    mapReferences: (names, map, path) => names.map((name, index) => map(`${path}.${index}`, to, name)).sort(),
  };
}

/** Checks that each natural key is known, and that none repeats. The problem with a hidden row is that of a missing one. */
function checkReferences(
  { problems, path }: FieldCheck,
  to: NaturalKey,
  names: readonly string[],
  known: Pick<ReadonlySet<string>, 'has'>,
): void {
  for (const [index, name] of names.entries()) {
    const entryPath = `${path}.${index}`;
    if (!known.has(name)) addUnknown(problems, entryPath, to, name);
    else if (names.indexOf(name) < index) problems.add(entryPath, 'INVALID', 'must not repeat an earlier entry');
  }
}

/** A set of countries by their ISO 3166-1 codes, stored in a table of links. */
export function countries<L extends object>(
  entity: new () => L,
  link: { readonly owner: keyof L & string; readonly code: keyof L & string },
  described: FieldDescription,
): InputField<readonly string[]> {
  const [table, owner, code] = [entity.name, link.owner, link.code].map(snakeCase) as [string, string, string];
  return {
    ...list(
      { kind: ContentFieldKind.COUNTRIES },
      argument(() => [CountryCodeScalar], described, ONCE_EACH),
      (codes, { problems, path }) => {
        codes.forEach((one, index) => {
          checkCountry(problems, `${path}.${index}`, one);
        });
        checkRepeats(problems, path, codes);
      },
    ),
    isSet: true,
    select: (_name, alias, listOf) =>
      listOf(`l.${code}`, raw(`${table} l WHERE l.${owner} = ${alias}.id`), `l.${code}`),
    replace: async (manager, id, codes) => {
      await executeSql(manager, sql`DELETE FROM ${raw(table)} WHERE ${raw(owner)} = ${id}`);
      await manager.insert(entity, codes.map((one) => ({ [link.owner]: id, [link.code]: one })) as object[]);
    },
  };
}

/**
 * A list of texts that readers can have in their language. No two of them may differ only in case and accents. They are stored as rows with
 * a `position` from 1.
 */
export function orderedTexts<L extends object>(
  entity: new () => L,
  link: { readonly owner: keyof L & string; readonly text: keyof L & string },
  { description, note, ...rule }: TextRule & FieldDescription,
): InputField<readonly string[]> & { readonly isTranslatable: true } {
  const [table, owner, column_] = [entity.name, link.owner, link.text].map(snakeCase) as [string, string, string];
  return {
    ...list(
      { kind: ContentFieldKind.TEXTS, maxLength: rule.max },
      textsArgument({ description, note: `${note} At most ${inWords(rule.max)} characters each.` }),
      (texts, { problems, path }) => {
        texts.forEach((one, index) => {
          checkText(problems, `${path}.${index}`, one, rule);
        });
        checkRepeats(problems, path, texts.map(foldText));
      },
    ),
    isTranslatable: true,
    select: (_name, alias, listOf) =>
      listOf(`l.${column_}`, raw(`${table} l WHERE l.${owner} = ${alias}.id`), 'l.position'),
    replace: async (manager, id, texts) => {
      await executeSql(manager, sql`DELETE FROM ${raw(table)} WHERE ${raw(owner)} = ${id}`);
      await manager.insert(
        entity,
        texts.map((one, index) => ({ [link.owner]: id, position: index + 1, [link.text]: one })) as object[],
      );
    },
  };
}

/** How inputs take a list of texts that readers can have in their language. */
export function textsArgument({ description, note }: FieldDescription): FieldArgument {
  const type = (): object => [String];
  const bounds = `, in the order of the originals${IN_ORDER}. Texts beyond the last original are not shown`;
  return {
    ...argument(type, { description, ...(note !== undefined && { note }) }, IN_ORDER),
    inTranslation: argument(type, { description }, bounds),
  };
}

/** The parts that all lists of texts share, including the maximum number of entries. */
export function list(
  form: FieldForm,
  argument: FieldArgument,
  check: NonNullable<Field<readonly string[]>['check']>,
): Pick<InputField<readonly string[]>, 'form' | 'argument' | 'empty' | 'json' | 'normalize' | 'check'> {
  return {
    form: { ...form, maxItems: MAX_ENTRIES },
    argument,
    empty: [],
    json: z.array(textJson, 'must be a list of texts'),
    normalize: (texts) => texts.map((one) => normalizeText(one)),
    check: (texts, context, before) => {
      checkLength(texts, context);
      return check(texts, context, before);
    },
  };
}

/** Checks that a list does not have too many entries. */
export function checkLength(
  entries: readonly unknown[],
  { problems, path }: Pick<FieldCheck, 'problems' | 'path'>,
): void {
  if (entries.length > MAX_ENTRIES) problems.add(path, 'TOO_LONG', `must have at most ${MAX_ENTRIES} entries`);
}
