import { Link } from '@tanstack/react-router';
import type { ReactElement } from 'react';
import { StudioTopicsDocument, type StudioTopicsQuery } from '../../../clients/typescript/src/studio.js';
import { useInterface } from '../interface';
import { ListScreen, wholeList } from '../lists/list-screen';
import { useListState } from '../lists/list-state';
import type { ListColumn } from '../lists/list-table';
import { useReading } from '../reading';
import { CodelistTable } from './codelist-table';

/** A topic, and how many activities have it. */
interface Topic {
  /** The topic as filters take it. */
  readonly id: string;
  readonly label: string;
  readonly count: number;
}

/** The words by which activities are classified: topics, which editors write, and codelists. */
export function VocabulariesScreen(): ReactElement {
  const { t, locale } = useInterface();
  const [state, show] = useListState();
  const reading = useReading(StudioTopicsDocument, {});
  const columns: readonly ListColumn<Topic>[] = [
    {
      id: 'TOPIC',
      title: t('filter.topic'),
      isSortable: true,
      text: ({ label }) => label,
      show: ({ id, label }) => (
        <Link to="/activities" search={{ topic: id }}>
          {label}
        </Link>
      ),
    },
    { id: 'COUNT', title: t('nav.activities'), isSortable: true, text: ({ count }) => String(count) },
  ];
  return (
    <ListScreen
      title={t('nav.vocabularies')}
      hint={t('vocabulary.topicsHint', { action: t('bulk.replaceTopic') })}
      path="/vocabularies"
      state={state}
      onChange={show}
      reading={reading}
      read={(api) => api.read(StudioTopicsDocument, {})}
      pageOf={(data) => wholeList(topicsOf(data), { state, columns, titleOf: ({ label }) => label, locale })}
      titleOf={({ label }) => label}
      hasNew={false}
      filters={[{ name: 'text', label: t('vocabulary.topicContains') }]}
      columns={columns}
    >
      <CodelistTable />
    </ListScreen>
  );
}

function topicsOf({ activities }: StudioTopicsQuery): readonly Topic[] {
  return activities.facets.topics.flatMap(({ value, label, count }) =>
    value === null ? [] : [{ id: value, label: label ?? value, count }],
  );
}
