import type { EntityManager } from 'typeorm';
import { foldText } from '../../../database/folding';
import { firstDay } from '../../../core/types/partial-date';
import type { UnitOfWork } from '../../publishing/publishable';
import {
  checkCountry,
  checkUnique,
  checkKnown,
  checkRepeats,
  checkSlug,
  checkText,
  MAX_LENGTH,
  MAX_FOLDED_LENGTH,
} from '../../../core/mutations/checks';
import { checkVisibleReferences } from '../../publishing/reference-visibility';
import type { Problems } from '../../../core/mutations/problems';
import { networkVisibility } from '../network/network.policy';
import { activityVocabularies, type ActivityContent, type ActivityLists } from './activity.content';
import { activityLists } from './activity.lists';

const MAX_LIST_LENGTH = 100;

/** Says all that is wrong with what an activity is to say. `id`: of the activity; null: of a new one. */
export async function validateActivity(
  unit: UnitOfWork,
  content: ActivityContent,
  id: number | null,
  problems: Problems,
): Promise<void> {
  const { manager } = unit;
  const { slug, title, summary, description, startsOn, endsOn, year, code, place, country } = content;
  checkSlug(problems, 'input.slug', slug);
  await checkUnique(manager, problems, 'input.slug', { table: 'activity', column: 'slug' }, slug, id);
  checkText(problems, 'input.title', title, {
    max: MAX_LENGTH.title,
    maxFolded: MAX_FOLDED_LENGTH.title,
    required: true,
  });
  checkText(problems, 'input.summary', summary, { max: MAX_LENGTH.summary, required: true, multiline: true });
  checkText(problems, 'input.description', description, { max: MAX_LENGTH.prose, multiline: true });
  checkText(problems, 'input.code', code, { max: MAX_LENGTH.code, maxFolded: MAX_FOLDED_LENGTH.code, code: true });
  await checkUnique(manager, problems, 'input.code', { table: 'activity', column: 'code' }, code, id);
  checkText(problems, 'input.place', place, { max: MAX_LENGTH.place, maxFolded: MAX_FOLDED_LENGTH.place });
  checkDates(problems, startsOn, endsOn, year);
  await checkReferences(manager, problems, content);
  checkCountry(problems, 'input.country', country);
  await checkLists(unit, problems, content, id);
}

/** A partial date begins with its first day, and ends no earlier than that. */
function checkDates(problems: Problems, startsOn: string | null, endsOn: string | null, year: number | null): void {
  if (startsOn !== null && endsOn !== null && firstDay(startsOn)! > lastDay(endsOn)) {
    problems.add('input.endsOn', 'INCONSISTENT', 'It ends before it begins');
  }
  if (year === null) return;
  if (year < 1900 || year > 2200) problems.add('input.year', 'INVALID', 'A year is from 1900 to 2200');
  const first = Number((startsOn ?? endsOn)?.slice(0, 4) ?? year);
  const last = Number((endsOn ?? startsOn)?.slice(0, 4) ?? year);
  if (first <= last && (year < first || year > last)) {
    problems.add('input.year', 'INCONSISTENT', 'The year is none in which it takes place');
  }
}

function lastDay(date: string): string {
  return `${date}-12-31`.slice(0, 10);
}

async function checkReferences(manager: EntityManager, problems: Problems, content: ActivityContent): Promise<void> {
  for (const name of ['programme', 'component', 'region'] as const) {
    const value = content[name];
    if (value !== null) await checkKnown(manager, problems, `input.${name}`, activityVocabularies[name], value);
  }
  const { component, programme } = content;
  if (component === null || programme === null || problems.has('input.component')) return;
  const [of] = await manager.sql<{ slug: string }[]>`
    SELECT p.slug FROM component k JOIN programme p ON p.id = k.programme_id WHERE k.code = ${component}`;
  if (of?.slug !== programme) problems.add('input.component', 'INCONSISTENT', 'The component is of another programme');
}

async function checkLists(
  unit: UnitOfWork,
  problems: Problems,
  { networks, participatingCountries, topics, objectives }: ActivityLists,
  id: number | null,
): Promise<void> {
  for (const [name, list] of Object.entries({ networks, participatingCountries, topics, objectives })) {
    if (list.length > MAX_LIST_LENGTH) {
      problems.add(`input.${name}`, 'TOO_LONG', `There are at most ${MAX_LIST_LENGTH} of these`);
    }
  }
  if (!problems.has('input.networks')) {
    const held = id === null ? [] : await activityLists.networks.read(unit.manager, id);
    await checkVisibleReferences(unit, problems, 'input.networks', networkVisibility, networks, held);
  }
  participatingCountries.forEach((country, number) => {
    checkCountry(problems, `input.participatingCountries.${number}`, country);
  });
  checkRepeats(problems, 'input.participatingCountries', participatingCountries);
  topics.forEach((topic, number) => {
    checkText(problems, `input.topics.${number}`, topic, {
      max: MAX_LENGTH.topic,
      maxFolded: MAX_FOLDED_LENGTH.topic,
      required: true,
    });
  });
  // As filters and counts compare them: an activity counts once for each.
  checkRepeats(problems, 'input.topics', topics.map(foldText));
  objectives.forEach((text, number) => {
    checkText(problems, `input.objectives.${number}`, text, {
      max: MAX_LENGTH.summary,
      required: true,
      multiline: true,
    });
  });
}
