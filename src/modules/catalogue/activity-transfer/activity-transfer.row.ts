import { applyInput, emptyContent } from '../../../core/fields/content';
import { completeTranslations } from '../../../core/fields/localized-fields';
import { rowProblemsOf, type WrittenOutcome } from '../../../core/mutations/file-import';
import type { UnitOfWork } from '../../../core/mutations/mutation-runner';
import { sql } from '../../../database/sql/sql';
import { executeSql, forUpdate } from '../../../database/sql/write-sql';
import { DomainError, type InputProblem, InvalidInputError } from '../../../errors';
import { RevisionAction } from '../../publishing/history/revision.entity';
import { PublicationState } from '../../publishing/publication.entity';
import type { PublicationStatus, Snapshot } from '../../publishing/publishable';
import { changePublishable, createPublishable, draftStatus, type Target } from '../../publishing/publishable-changes';
import { inState } from '../../publishing/transition/transitions';
import { type ActivityContent, publishableActivity } from '../activity/activity.fields';
import type { GivenActivity, ParsedRow } from './activity-transfer';

/** The activity of a row, and the effect of the row on it. */
export interface WrittenRow {
  readonly id: number;
  readonly outcome: WrittenOutcome;
}

/**
 * Creates or updates the activity of a row.
 *
 * @throws InvalidInputError with all problems, those of values that could not be parsed first
 */
export async function writeRow(unit: UnitOfWork, { given, problems, wrong }: ParsedRow): Promise<WrittenRow> {
  if (problems.length === 0) return write(unit, given);
  const also = await problemsIn(() => write(unit, given));
  // Without the values that could not be parsed, problems of their fields and inconsistencies mean nothing.
  const rest = also.filter(({ path, code }) => code !== 'INCONSISTENT' && !wrong.has(path.split('.')[0]!));
  throw new InvalidInputError([...problems, ...rest]);
}

async function problemsIn(work: () => Promise<unknown>): Promise<InputProblem[]> {
  try {
    await work();
    return [];
  } catch (error) {
    if (!(error instanceof DomainError)) throw error;
    return rowProblemsOf(error);
  }
}

async function write(unit: UnitOfWork, given: GivenActivity): Promise<WrittenRow> {
  const found = await findTarget(unit, given);
  const before: PublicationStatus = found ?? draftStatus;
  const status = statusAfter(before, given, unit.now);
  // Null does not clear the slug: each run would generate another one from the title.
  const { slug, ...rest } = given;
  const input = slug == null ? rest : given;
  const { content: fields } = publishableActivity;
  if (found === null) {
    const content = completeTranslations(fields, applyInput(fields, emptyContent(fields), input), null, unit.now);
    const id = await createPublishable(unit, publishableActivity, { content, status });
    return { id, outcome: 'created' };
  }
  const isTransition = status.state !== before.state || status.publishAt !== before.publishAt;
  const action = isTransition ? transitionActions[status.state] : RevisionAction.UPDATED;
  const next = ({ content }: Snapshot<ActivityContent>): Snapshot<ActivityContent> => ({
    content: completeTranslations(fields, applyInput(fields, content, input), content, unit.now),
    status,
  });
  const isChanged = await changePublishable(unit, publishableActivity, found, next, action);
  return { id: found.id, outcome: isChanged ? 'updated' : 'unchanged' };
}

/** The action that the history records for a transition to each state, as for the mutations. */
const transitionActions: Readonly<Record<PublicationState, RevisionAction>> = {
  [PublicationState.DRAFT]: RevisionAction.UNPUBLISHED,
  [PublicationState.SCHEDULED]: RevisionAction.SCHEDULED,
  [PublicationState.PUBLISHED]: RevisionAction.PUBLISHED,
  [PublicationState.ARCHIVED]: RevisionAction.ARCHIVED,
};

interface FoundRow extends Target, PublicationStatus {
  readonly code: string | null;
  readonly slug: string;
}

/**
 * Finds the activity of a row and locks it for update: the one with its code; else the one with its slug, unless that
 * one has another code.
 */
async function findTarget({ manager }: UnitOfWork, { code, slug }: GivenActivity): Promise<FoundRow | null> {
  if (code == null && slug == null) {
    throw InvalidInputError.of('code', 'REQUIRED', 'must be given if the row has no slug');
  }
  const rows = await executeSql<FoundRow>(
    manager,
    sql`SELECT id, version, code, slug, publication_state AS state, publish_at, deleted_at
      FROM activity WHERE code = ${code ?? null} OR slug = ${slug ?? null}
      ORDER BY id ${forUpdate(manager)}`,
  );
  const found =
    rows.find((row) => code != null && row.code === code) ??
    rows.find((row) => row.slug === slug && (code == null || row.code === null));
  if (found === undefined) return null;
  if (found.deletedAt !== null) {
    const name = code != null && found.code === code ? 'code' : 'slug';
    throw InvalidInputError.of(name, 'TAKEN', 'must not be that of an activity in the trash');
  }
  return found;
}

/** The status that a row asks for. Only SCHEDULED has a time: that of the row, or else the present one. */
function statusAfter(before: PublicationStatus, { state, publishAt }: GivenActivity, now: string): PublicationStatus {
  const next = state ?? before.state;
  if (next !== PublicationState.SCHEDULED) return inState(next);
  const time = publishAt === undefined ? before.publishAt : publishAt;
  if (time === null) throw InvalidInputError.of('publishAt', 'REQUIRED', 'must be given for the state SCHEDULED');
  // The time has come, and the activity was published. Scheduling it again would withdraw it until the scheduler runs.
  if (before.state === PublicationState.PUBLISHED && time <= now) return inState(PublicationState.PUBLISHED);
  return { state: next, publishAt: time, deletedAt: null };
}
