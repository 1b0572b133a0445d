import { setImmediate as nextTurn } from 'node:timers/promises';
import { crc32 } from 'node:zlib';
import { encodeGlobalId } from '../../../core/types/global-id';
import { type CompressedText, compressText, decompressText } from '../compressed-text';
import type { CachedFileSource } from '../public-file';
import { readIatiActivities, readIatiStart } from './iati-activities.reading';
import { type CheckedElement, CheckedElements } from './iati-checked-elements';
import type { IatiChecker } from './iati-checker';
import { countIatiRecipients, type IatiEntry, readIatiEntries, readOrganisationStates } from './iati-entries';
import { type IatiProblem, isExcludedBy } from './iati-problem';
import type { IatiPublisher } from './iati-publisher';
import type { CompleteIatiActivity } from './iati-responses';

/** Average number of activities that are compressed together. Alone, each would take eight times as many bytes. */
const GROUP_SIZE = 32;

/** Maximum activities that are read together. Reading them takes the thread that answers requests for some milliseconds. */
const PAGE_SIZE = 25;

/** How many groups are compared before the thread answers requests. It takes a few milliseconds. */
const GROUPS_AT_ONCE = 100;

/** Neighbours in the file, as one text. */
interface Group {
  readonly ids: readonly number[];
  readonly text: CompressedText;
}

/** The element of an activity as it was made, and what it was made from. */
interface Part {
  readonly state: string;
  readonly context: string;
  /** The organisations that it names, and their states. */
  readonly organisations: readonly string[];
  readonly organisationStates: string;
  /** The day on which it was checked. */
  readonly day: string;
  /** What is wrong with the element. */
  readonly problems: readonly IatiProblem[];
  /** The group whose text contains the element, and where: positions of bytes. */
  readonly group: Group;
  readonly start: number;
  readonly end: number;
}

type MadePart = Omit<Part, 'group' | 'start' | 'end'> & { readonly element: string };

/** What a file of activities consists of. */
export interface IatiContents {
  readonly generatedAt: string | null;
  readonly programmes: readonly CheckedElement[];
  readonly activities: readonly Pick<CheckedElement, 'identifier' | 'problems'>[];
  /** The valid activities in the order of their identifiers. */
  readonly texts: readonly CompressedText[];
}

interface IatiPartsOptions {
  readonly publisher: IatiPublisher;
  readonly checker: IatiChecker;
}

/**
 * The elements of all activities of the file. Cached. An element is rebuilt when one of its inputs changes
 * (docs/adr/0050-iati.md).
 */
export class IatiParts {
  /** By the ids of activities. */
  private parts: ReadonlyMap<number, Part> = new Map();

  constructor(private readonly options: IatiPartsOptions) {}

  /** The contents of the file at one moment. Calls must not overlap. */
  current(source: CachedFileSource): Promise<IatiContents> {
    return source.atOneMoment(() => this.update(source));
  }

  private async update(source: CachedFileSource): Promise<IatiContents> {
    const { read, origin, today } = source;
    const { publisher } = this.options;
    const elements = new CheckedElements({ ...this.options, pages: origin, today });
    const start = await source.atOneMoment((ask) => readIatiStart(ask, publisher));
    const statistics = { ...start.statistics, recipients: await countIatiRecipients(read, publisher) };
    const programmes = await elements.ofProgrammes({ ...start, statistics });
    const entries = await readIatiEntries(read, publisher);
    const making = { source, elements, organisationStates: await readOrganisationStates(read) };
    const parts = new Map<number, Part>();
    const texts: CompressedText[] = [];
    try {
      for (const [index, group] of groupsOf(entries).entries()) {
        if (index % GROUPS_AT_ONCE === 0) await nextTurn();
        texts.push(await this.addGroup(group, making, parts));
      }
    } catch (error) {
      // What has been made is kept for the next attempt.
      this.parts = new Map([...this.parts, ...parts]);
      throw error;
    }
    this.parts = parts;
    const activities = entries.map(({ id, identifier }) => ({ identifier, problems: parts.get(id)!.problems }));
    return { generatedAt: start.generatedAt, programmes, activities, texts };
  }

  /** Adds the parts of neighbours. Returns their text, which is the one before if nothing is new. */
  private async addGroup(
    entries: readonly IatiEntry[],
    making: Making,
    parts: Map<number, Part>,
  ): Promise<CompressedText> {
    const outdated = entries.filter((entry) => !isCurrent(this.parts.get(entry.id), entry, making));
    const kept = this.parts.get(entries[0]!.id)?.group;
    if (outdated.length === 0 && kept !== undefined && hasIds(kept, entries)) {
      for (const { id } of entries) parts.set(id, this.parts.get(id)!);
      return kept.text;
    }
    const made = new Map<number, MadePart>();
    for (let first = 0; first < outdated.length; first += PAGE_SIZE) {
      await make(outdated.slice(first, first + PAGE_SIZE), making, made);
    }
    const found = [];
    for (const { id } of entries) found.push(made.get(id) ?? (await withElement(this.parts.get(id)!)));
    const group = {
      ids: entries.map(({ id }) => id),
      text: await compressText(found.map(({ element }) => element).join('')),
    };
    let start = 0;
    for (const [index, { element, ...part }] of found.entries()) {
      const end = start + Buffer.byteLength(element);
      parts.set(group.ids[index]!, { ...part, group, start, end });
      start = end;
    }
    return group.text;
  }
}

/** What the elements of all activities are made with. */
interface Making {
  readonly source: CachedFileSource;
  readonly elements: CheckedElements;
  readonly organisationStates: ReadonlyMap<string, string>;
}

function isCurrent(
  part: Part | undefined,
  entry: IatiEntry,
  { source, elements, organisationStates }: Making,
): boolean {
  if (part === undefined) return false;
  return (
    part.state === entry.state &&
    part.context === elements.contextOf(entry) &&
    part.organisationStates === statesOf(part.organisations, organisationStates) &&
    // Rules of the standard refuse days in the future. What is valid stays valid.
    (!isExcludedBy(part.problems) ? part.day <= source.today : part.day === source.today)
  );
}

/** Makes the parts of activities, by their ids. */
async function make(
  entries: readonly IatiEntry[],
  { source, elements, organisationStates }: Making,
  made: Map<number, MadePart>,
): Promise<void> {
  const ids = entries.map(({ id }) => encodeGlobalId('Activity', id));
  const activities = await source.atOneMoment((ask) => readIatiActivities(ask, ids));
  const checked = await elements.ofActivities(activities);
  const found = new Map(activities.map((activity, index) => [activity.id, { activity, ...checked[index]! }]));
  for (const [index, entry] of entries.entries()) {
    const one = found.get(ids[index]!);
    const organisations = one === undefined ? [] : organisationsOf(one.activity);
    const problems = one?.problems ?? [];
    made.set(entry.id, {
      state: entry.state,
      context: elements.contextOf(entry),
      organisations,
      organisationStates: statesOf(organisations, organisationStates),
      day: source.today,
      problems,
      // Without an element, the activity has been withdrawn meanwhile, so that all is read again.
      element: one === undefined || isExcludedBy(problems) ? '' : one.element,
    });
  }
}

async function withElement({ group, start, end, ...part }: Part): Promise<MadePart> {
  const text = start === end ? '' : (await decompressText(group.text)).subarray(start, end);
  return { ...part, element: text.toString() };
}

/** The slugs of the organisations that the element names. */
function organisationsOf({ organisations, reportingOrganisation, transactions }: CompleteIatiActivity): string[] {
  const named = [
    reportingOrganisation,
    ...organisations.map(({ organisation }) => organisation),
    ...transactions.nodes.flatMap(({ provider, receiver }) => [provider, receiver]),
  ];
  return [...new Set(named.flatMap((organisation) => organisation?.slug ?? []))];
}

function statesOf(slugs: readonly string[], states: ReadonlyMap<string, string>): string {
  return slugs.map((slug) => states.get(slug) ?? '').join(' ');
}

function hasIds({ ids }: Group, entries: readonly IatiEntry[]): boolean {
  return ids.length === entries.length && entries.every(({ id }, index) => ids[index] === id);
}

/**
 * Divides the entries of the file into neighbours. Where a group ends follows from an identifier alone, so that equal files have
 * equal groups, and a new activity changes one or two of them.
 */
function groupsOf(entries: readonly IatiEntry[]): IatiEntry[][] {
  const groups: IatiEntry[][] = [[]];
  for (const entry of entries) {
    groups.at(-1)!.push(entry);
    if (crc32(entry.identifier) % GROUP_SIZE === 0) groups.push([]);
  }
  return groups.filter(({ length }) => length > 0);
}
