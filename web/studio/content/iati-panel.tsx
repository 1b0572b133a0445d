import type { ReactElement } from 'react';
import { StudioIatiProblemsDocument, type StudioIatiProblemsQuery } from '../../../clients/typescript/src/studio.js';
import { type Translate, useInterface } from '../interface';
import { useReading } from '../reading';
import { ServerText } from '../ui/problems';

type Activity = Extract<NonNullable<StudioIatiProblemsQuery['node']>, { __typename: 'Activity' }>;
type Problem = NonNullable<Activity['iatiProblems']>[number];

/** What to do about elements that are missing, by their names. */
const MISSING = {
  title: 'iati.title',
  description: 'iati.description',
  'participating-org': 'iati.organisation',
  'activity-status': 'iati.status',
  'activity-date': 'iati.start',
} as const;

/** What to do about violated rules of the ruleset of IATI, by their identifiers. */
const RULES = {
  '1.1.21': 'iati.prefix',
  '2.1.1': 'iati.sectorShares',
  '2.1.2': 'iati.sectorShares',
  '3.1.1': 'iati.recipientShares',
  '3.1.2': 'iati.recipientShares',
  '3.4.1': 'iati.recipientShares',
  '3.4.2': 'iati.recipientShares',
  '3.7.1': 'iati.recipients',
  '3.7.2': 'iati.recipients',
  '6.2.2': 'iati.sectors',
  '6.7.2': 'iati.sectors',
  '6.11.1': 'iati.start',
  '11.1.4': 'iati.futureStart',
  '11.1.5': 'iati.futureEnd',
  '11.2.1': 'iati.futureTransaction',
  '11.2.2': 'iati.futureValueDate',
} as const;

/** What is wrong with an activity in what is published as IATI. Nothing for an activity that is not to be published so. */
export function IatiPanel({ id }: { readonly id: string }): ReactElement | null {
  const { t } = useInterface();
  const { data } = useReading(StudioIatiProblemsDocument, { id });
  if (data?.node?.__typename !== 'Activity' || data.node.iatiIdentifier == null) return null;
  const { iatiProblems: problems } = data.node;
  if (problems == null) {
    return (
      <details className="note">
        <summary>{t('iati.off')}</summary>
        <p>{t('iati.offNote')}</p>
      </details>
    );
  }
  if (problems.length === 0) {
    return (
      <details className="note">
        <summary>{t('iati.valid')}</summary>
        <p>{t('iati.validNote')}</p>
      </details>
    );
  }
  const isLeftOut = problems.some(({ isWarning }) => !isWarning);
  const remedies = new Set(problems.map((problem) => remedyOf(t, problem)).filter((remedy) => remedy !== null));
  const unknown = problems.filter((problem) => remedyOf(t, problem) === null);
  return (
    <details className="note">
      <summary>{t(isLeftOut ? 'iati.leftOut' : 'iati.warned')}</summary>
      <p>{t(isLeftOut ? 'iati.leftOutNote' : 'iati.warnedNote')}</p>
      <ul>
        {[...remedies].map((remedy) => (
          <li key={remedy}>{remedy}</li>
        ))}
        {[...new Set(unknown.map(({ message }) => message))].map((message) => (
          <li key={message}>
            <ServerText text={message} />
          </li>
        ))}
      </ul>
    </details>
  );
}

/** What to do about a problem, in the language of the interface; null if it is not known here. */
function remedyOf(t: Translate, { element, isMissing, rule }: Problem): string | null {
  if (isMissing && isKeyOf(MISSING, element)) return t(MISSING[element]);
  // The schema takes any text as an identifier, so what is wrong is that a programme has the same one.
  if (element === 'iati-identifier' && rule === null) return t('iati.identifier');
  return rule !== null && isKeyOf(RULES, rule) ? t(RULES[rule]) : null;
}

function isKeyOf<T extends object>(messages: T, key: PropertyKey): key is keyof T {
  return Object.hasOwn(messages, key);
}
