import type { EntityManager } from 'typeorm';
import { z } from 'zod';
import type { FieldCheck, InputField } from '../../../core/fields/field';
import { argument } from '../../../core/fields/field-argument';
import { ContentFieldKind } from '../../../core/fields/field-form';
import { normalizeText, textJson } from '../../../core/fields/field-kinds';
import { addUnknown, checkCountry } from '../../../core/mutations/checks';
import { getIdsByName, idsByName } from '../../../core/mutations/natural-key';
import { jsonListIn, type JsonListOf } from '../../../database/sql/json-lists';
import { raw, type Sql, sql } from '../../../database/sql/sql';
import { executeSql } from '../../../database/sql/write-sql';
import { organisationKey } from '../../catalogue/organisation/organisation.entity';
import { MAX_PEOPLE, ParticipationInput } from './participation';
import { EnteredParticipation } from './participation.entity';
import { publishParticipation } from './published-participation';
import { type Counts, totalOf } from './published-rows';

/** Maximum rows of an activity. */
export const MAX_PARTICIPATION = 200;

/** A row of participation as editors write it: the organisation by its slug. */
export interface ParticipationRow extends Counts {
  readonly country: string | null;
  readonly organisation: string | null;
}

const countJson = z.int('must be an integer').nullish().default(null);

const rowJson = z.strictObject(
  {
    country: textJson.nullish().default(null),
    organisation: textJson.nullish().default(null),
    women: countJson,
    men: countJson,
    unspecified: countJson,
  },
  'must be an object with country, organisation, women, men and unspecified, or in CSV these five in this order, such as "KG osce-academy 5 3 -"',
);

/**
 * The people who took part in an activity, by country and organisation, as editors enter them. The rows that the public
 * sees are made in the same transaction.
 */
export const participation: InputField<readonly ParticipationRow[]> = {
  form: {
    kind: ContentFieldKind.PARTICIPATION,
    minimum: 0,
    maximum: MAX_PEOPLE,
    maxItems: MAX_PARTICIPATION,
    target: organisationKey,
  },
  argument: argument(
    () => [ParticipationInput],
    { description: 'People who took part, by country and organisation' },
    `, at most ${MAX_PARTICIPATION} rows`,
  ),
  empty: [],
  json: z.array(rowJson, 'must be a list of rows'),
  cellEntry: {
    format: ({ country, organisation, women, men, unspecified }) =>
      [country, organisation, women, men, unspecified].map((part) => part ?? '-').join(' '),
    parse: parseEntry,
  },
  // The references that readers see: a change of another organisation is no change of the activity for them.
  refersTo: {
    table: organisationKey.table,
    via: { links: 'published_participation', owner: 'activity_id', target: 'organisation_id' },
  },
  normalize: (rows) =>
    rows.map(({ country, organisation, women, men, unspecified }) => ({
      country: normalizeKey(country),
      organisation: normalizeKey(organisation),
      women: women ?? null,
      men: men ?? null,
      unspecified: unspecified ?? null,
    })),
  check: checkRows,
  select: (_name, alias, listOf) => selectRows('entered_participation', alias, listOf),
  readPublic: async (manager, id) => {
    const rows = selectRows('published_participation', 't', jsonListIn(manager));
    const [found] = await executeSql<{ rows: string }>(
      manager,
      sql`SELECT ${rows} AS rows FROM activity t WHERE t.id = ${id}`,
    );
    return JSON.parse(found!.rows) as unknown;
  },
  replace,
  mapReferences: (rows, map, path) =>
    rows.map((row, index) => ({
      ...row,
      organisation: row.organisation && map(`${path}.${index}.organisation`, organisationKey, row.organisation),
    })),
};

function normalizeKey(key: string | null | undefined): string | null {
  return key == null ? null : normalizeText(key) || null;
}

function selectRows(table: string, alias: string, listOf: JsonListOf): Sql {
  return listOf(
    {
      country: 'l.country_code',
      organisation: 'x.slug',
      women: 'l.women',
      men: 'l.men',
      unspecified: 'l.unspecified',
    },
    raw(`${table} l LEFT JOIN organisation x ON x.id = l.organisation_id WHERE l.activity_id = ${alias}.id`),
    'l.position',
  );
}

async function replace(manager: EntityManager, activityId: number, rows: readonly ParticipationRow[]): Promise<void> {
  await executeSql(manager, sql`DELETE FROM entered_participation WHERE activity_id = ${activityId}`);
  const slugs = [...new Set(organisationsIn(rows))];
  const ids = await getIdsByName(manager, organisationKey, slugs);
  await manager.insert(
    EnteredParticipation,
    rows.map(({ country, organisation, ...counts }, index) => ({
      activityId,
      position: index + 1,
      countryCode: country,
      organisationId: organisation === null ? null : ids[slugs.indexOf(organisation)]!,
      ...counts,
      total: totalOf(counts),
    })),
  );
  await publishParticipation(manager, activityId);
}

async function checkRows(rows: readonly ParticipationRow[], { unit, problems, path }: FieldCheck): Promise<void> {
  if (rows.length > MAX_PARTICIPATION) {
    problems.add(path, 'TOO_LONG', `must have at most ${MAX_PARTICIPATION} entries`);
    return;
  }
  const known = await idsByName(unit.manager, organisationKey, organisationsIn(rows));
  for (const [index, row] of rows.entries()) {
    const place = `${path}.${index}`;
    checkCountry(problems, `${place}.country`, row.country);
    if (row.organisation !== null && !known.has(row.organisation)) {
      addUnknown(problems, `${place}.organisation`, organisationKey, row.organisation);
    }
    let areCountsValid = true;
    for (const name of ['women', 'men', 'unspecified'] as const) {
      const count = row[name];
      if (count === null || (count >= 0 && count <= MAX_PEOPLE)) continue;
      areCountsValid = false;
      problems.add(`${place}.${name}`, 'INVALID', `must be an integer from 0 to ${MAX_PEOPLE}`);
    }
    if (areCountsValid && totalOf(row) === 0) problems.add(place, 'REQUIRED', 'must count at least one person');
  }
}

function organisationsIn(rows: readonly ParticipationRow[]): string[] {
  return rows.map(({ organisation }) => organisation).filter((slug) => slug !== null);
}

/** A row in a CSV cell, such as `KG osce-academy 5 3 -`. A hyphen stands for what is not stated. */
function parseEntry(text: string): unknown {
  const parts = text.split(/\s+/).map((part) => (part === '-' ? null : part));
  if (parts.length !== 5) return text;
  const [country, organisation, ...counts] = parts;
  const [women, men, unspecified] = counts.map((count) =>
    count !== null && /^\d{1,9}$/.test(count) ? Number(count) : count,
  );
  return { country, organisation, women, men, unspecified };
}
