import type { LoaderDefinition, RequestContext } from '../../../core/access/request-context';
import type { ExaminedRows } from '../../../core/cost/field-cost';
import type { TranslatedText } from '../../../core/languages/translated-text';
import { localizedTypeOf } from '../../../core/languages/translation.entity';
import type { RowsOfParent } from '../../../database/reading/sizes';
import { raw, type Sql, sql } from '../../../database/sql/sql';
import { joinTranslation } from '../../../database/sql/translation-join';
import { Activity } from './activity.entity';

/** The fields of an activity with texts within their values. */
type FieldWithTexts = 'locations' | 'results';

/** Gives a text as it is shown to the reader; null if the activity is shown in a language that lacks it. */
export type ShownText = (original: string) => string | null;

/** Joins the translation in which an activity under the alias `a` is shown. `isTranslated` is then 1 if there is one. */
export function joinShownActivity({ operation }: RequestContext): Sql {
  return joinTranslation('a', localizedTypeOf(Activity)!, operation.locales);
}

export const isTranslated = raw('CASE WHEN a_tr.id IS NULL THEN 0 ELSE 1 END');

/** An expression, if the activity is shown in a translation; null if it is shown in its original language. */
export function ifTranslated(expression: Sql): Sql {
  return sql`CASE WHEN a_tr.id IS NULL THEN NULL ELSE ${expression} END`;
}

type Texts = ReadonlyMap<string, string>;

/** The columns of translations with the texts. */
const columns: Readonly<Record<FieldWithTexts, string>> = { locations: 'locations_texts', results: 'results_texts' };

const textsOf = { locations: textsByActivityId('locations'), results: textsByActivityId('results') };

/** The translated texts of a field by the ids of activities; null: the activity is shown in its original language. */
function textsByActivityId(field: FieldWithTexts): LoaderDefinition<number, Texts | null> {
  return {
    batch: async (ids, context) => {
      const { read } = context;
      const rows = await read.query<{ id: number; texts: string }>(sql`
        SELECT a.id, a_tr.${raw(columns[field])} AS texts
        FROM activity a ${joinShownActivity(context)} WHERE ${read.isIn(sql`a.id`, ids)} AND a_tr.id IS NOT NULL`);
      const found = new Map(rows.map(({ id, texts }) => [id, mapOf(texts)]));
      return ids.map((id) => found.get(id) ?? null);
    },
  };
}

function mapOf(json: string): Texts {
  return new Map((JSON.parse(json) as TranslatedText[]).map(({ original, text }) => [original, text]));
}

/** Reading and parsing a character of the texts. Characters outside ASCII take the longest. */
const CHARACTER_COST = 0.08;

/** Cost of the translated texts of a field for each activity: their characters in the longest translation. */
export function costOfTexts(field: FieldWithTexts): Required<Pick<ExaminedRows, 'scans' | 'scannedLists'>> {
  const texts: RowsOfParent = { table: 'activity_translation', parent: 'activity_id', charactersOf: columns[field] };
  return { scannedLists: [texts], scans: ({ sizes }) => sizes.longestOf(texts) * CHARACTER_COST };
}

/** The texts of a field in the language in which the activity is shown. */
export async function shownTextsOf(
  { loaders }: RequestContext,
  field: FieldWithTexts,
  activityId: number,
): Promise<ShownText> {
  const texts = await loaders.load(textsOf[field], activityId);
  return texts === null ? (original) => original : (original) => texts.get(original) ?? null;
}

/** A row of an activity, with `isTranslated`. */
interface RowOfActivity {
  readonly activityId: number;
  readonly isTranslated: number;
}

/** The texts of a field for rows of many activities. Those that are shown in their original language need no statement. */
export async function shownTextsOfRows(
  context: RequestContext,
  field: FieldWithTexts,
  rows: readonly RowOfActivity[],
): Promise<(row: RowOfActivity) => ShownText> {
  const translated = new Set(rows.filter((row) => row.isTranslated === 1).map(({ activityId }) => activityId));
  const texts = new Map(
    await Promise.all([...translated].map(async (id) => [id, await shownTextsOf(context, field, id)] as const)),
  );
  return ({ activityId }) => texts.get(activityId) ?? ((original) => original);
}
