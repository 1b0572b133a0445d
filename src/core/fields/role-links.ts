import { snakeCase } from 'typeorm/util/StringUtils';
import { z } from 'zod';
import { raw, sql } from '../../database/sql/sql';
import { executeSql } from '../../database/sql/write-sql';
import { addUnknown } from '../mutations/checks';
import { getIdsByName, idsByName, type NaturalKey } from '../mutations/natural-key';
import type { FieldCheck, InputField } from './field';
import type { FieldArgument } from './field-argument';
import type { ContentFieldKind } from './field-form';
import { normalizeText, textJson } from './field-kinds';
import { checkLength, MAX_ENTRIES } from './list-kinds';

/** A reference to a row under the property `N`, by its natural key, and the role of the row. */
export type LinkInRole<N extends string, R extends string> = { readonly [K in N]: string } & { readonly role: R };

/**
 * A set of references to rows of another table, each in a role, stored in a table of links. One row may be in several roles.
 *
 * @param link the properties of the entity of links
 * @param as `kind`: the kind of the field in forms; `name`: the property of an entry with the natural key; `roles`: the roles
 */
export function linksInRoles<L extends object, N extends string, R extends string>(
  entity: new () => L,
  link: { readonly owner: keyof L & string; readonly target: keyof L & string; readonly role: keyof L & string },
  to: NaturalKey,
  {
    kind,
    argument,
    name,
    roles,
  }: {
    readonly kind: ContentFieldKind;
    readonly argument: FieldArgument;
    readonly name: N;
    readonly roles: Readonly<Record<string, R>>;
  },
): InputField<readonly LinkInRole<N, R>[]> {
  type Link = LinkInRole<N, R>;
  const [table, owner, target, role] = [entity.name, link.owner, link.target, link.role].map(snakeCase) as [
    string,
    string,
    string,
    string,
  ];
  const entryOf = (key: string, inRole: R): Link => ({ [name]: key, role: inRole }) as Link;
  const known = Object.values(roles);
  return {
    form: { kind, maxItems: MAX_ENTRIES, options: known, target: to },
    argument,
    empty: [],
    isSet: true,
    refersTo: { table: to.table, via: { links: table, owner, target } },
    json: z.array(
      z.strictObject(
        { [name]: textJson, role: z.enum(roles, `must be one of ${known.join(', ')}`) },
        `must be an object with ${name} and role, or "${name}:ROLE" in CSV`,
      ) as unknown as z.ZodType<Link>,
      'must be a list',
    ),
    cellEntry: {
      format: (entry) => `${entry[name]}: ${entry.role}`,
      parse: (text) => {
        const colon = text.lastIndexOf(':');
        const role = text.slice(colon + 1).trimStart();
        return colon === -1 || /\s/.test(role) ? text : { [name]: text.slice(0, colon).trimEnd(), role };
      },
    },
    normalize: (links) => links.map((entry) => entryOf(normalizeText(entry[name]), entry.role)),
    check: async (links, context) => {
      checkLength(links, context);
      if (links.length <= MAX_ENTRIES) await checkLinks(links, to, name, context);
    },
    select: (_name, alias, listOf) =>
      listOf(
        { [name]: `x.${to.column}`, role: `l.${role}` },
        raw(`${table} l JOIN ${to.table} x ON x.id = l.${target} WHERE l.${owner} = ${alias}.id`),
        `x.${to.column}, l.${role}`,
      ),
    replace: async (manager, id, links) => {
      await executeSql(manager, sql`DELETE FROM ${raw(table)} WHERE ${raw(owner)} = ${id}`);
      const names = [...new Set(links.map((entry) => entry[name]))];
      const ids = await getIdsByName(manager, to, names);
      await manager.insert(
        entity,
        links.map((entry) => ({
          [link.owner]: id,
          [link.target]: ids[names.indexOf(entry[name])],
          [link.role]: entry.role,
        })) as object[],
      );
    },
    mapReferences: (links, map, path) =>
      links
        .map((entry, index) => entryOf(map(`${path}.${index}.${name}`, to, entry[name]), entry.role))
        .sort((one, other) => compare(one[name], other[name]) || compare(one.role, other.role)),
  };
}

/** Checks that each natural key names a row, and that no row repeats in the same role. */
async function checkLinks<N extends string, R extends string>(
  links: readonly LinkInRole<N, R>[],
  to: NaturalKey,
  name: N,
  { unit, problems, path }: FieldCheck,
): Promise<void> {
  const ids = await idsByName(
    unit.manager,
    to,
    links.map((entry) => entry[name]),
  );
  const before = new Set<string>();
  for (const [index, entry] of links.entries()) {
    const text = JSON.stringify(entry);
    if (!ids.has(entry[name])) addUnknown(problems, `${path}.${index}.${name}`, to, entry[name]);
    else if (before.has(text)) problems.add(`${path}.${index}`, 'INVALID', 'must not repeat an earlier entry');
    before.add(text);
  }
}

function compare(one: string, other: string): number {
  return one < other ? -1 : one > other ? 1 : 0;
}
