import { plainPdf } from '../drawing/plain-pdf';
import type { SeedActivity, SeedNetwork } from '../writing/seed.types';
import { demonstration } from './demonstration.data';

/** The activity whose documents have files. */
export const documentedActivity = 'cooperation-in-prosecution-of-countering-drugs-and-organized-crime';

/** The file of one document. */
export interface DemonstrationFile {
  readonly fileName: string;
  readonly bytes: Buffer;
}

const NOTICE =
  'This file belongs to the demonstration data of Entente. It is not a document of the programme: it repeats what the page of the activity shows to everybody.';

/** The files of the documents in the order of their positions. They contain only public texts, and their bytes never differ. */
export function demonstrationFiles(): DemonstrationFile[] {
  const activity = demonstration.activities.find(({ slug }) => slug === documentedActivity)!;
  return [
    { fileName: 'Concept note.pdf', bytes: conceptNote(activity) },
    { fileName: 'List of participants.txt', bytes: listOfParticipants(activity) },
  ];
}

function conceptNote({ title, summary, description, objectives, topics }: SeedActivity): Buffer {
  return plainPdf([
    { heading: 'CONCEPT NOTE', paragraphs: [title, NOTICE] },
    { heading: 'Summary', paragraphs: [summary] },
    { heading: 'Background', paragraphs: description === undefined ? [] : [description] },
    { heading: 'Objectives', paragraphs: objectives.map((text, index) => `${index + 1}. ${text}`) },
    { heading: 'Topics', paragraphs: [`${topics.join('; ')}.`] },
  ]);
}

function listOfParticipants({ title, networks }: SeedActivity): Buffer {
  const lines = [
    'LIST OF PARTICIPANTS',
    title,
    '',
    NOTICE,
    'Who took part is not known from public pages, and no persons are named. These are the networks that the activity brings in.',
    ...demonstration.networks.filter(({ slug }) => networks.includes(slug)).flatMap(membersOf),
  ];
  return Buffer.from(`${lines.join('\n')}\n`);
}

const countryNames = new Intl.DisplayNames('en', { type: 'region' });

function membersOf({ name, acronym, members }: SeedNetwork): string[] {
  const names = new Map(demonstration.organisations.map((organisation) => [organisation.slug, organisation.name]));
  return [
    '',
    acronym === undefined ? name : `${name} (${acronym})`,
    ...members.map(({ country, kind, institution }) => {
      const represented = institution === undefined ? '' : `, ${names.get(institution)!}`;
      return `- ${countryNames.of(country)!}${represented} (${kind.toLowerCase()})`;
    }),
  ];
}
