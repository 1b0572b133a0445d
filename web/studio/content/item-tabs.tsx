import { useNavigate, useSearch } from '@tanstack/react-router';
import type { ReactElement, ReactNode } from 'react';
import { Tab, TabList, TabPanel, Tabs } from 'react-aria-components';
import { DocumentsTab } from '../documents/documents-tab';
import { useInterface } from '../interface';
import { PublicationTab } from '../publication/publication-tab';
import { TranslationsTab } from '../translations/translations-tab';
import type { FormItem } from './content-form';
import type { EditableContent } from './editable-content';

interface ItemTabsProps<Q> {
  readonly content: EditableContent<Q>;
  readonly item: FormItem;
  /** Called when somebody else has changed the item meanwhile. */
  readonly onStale: () => void;
  /** The form of the item. */
  readonly children: ReactNode;
}

interface SideOfItem {
  readonly key: string;
  readonly title: string;
  readonly panel: ReactNode;
}

/** The sides of an item, each in a tab. Which one is shown is in the address. A new item has its form alone. */
export function ItemTabs<Q>({ content, item, onStale, children }: ItemTabsProps<Q>): ReactElement {
  const { t } = useInterface();
  const { tab } = useSearch({ strict: false });
  const navigate = useNavigate();
  const sides: readonly SideOfItem[] = [
    { key: 'content', title: t('tab.content'), panel: children },
    ...(item.id === null || item.version === null ? [] : sidesOf({ ...item, id: item.id, version: item.version })),
  ];
  function sidesOf(existing: FormItem & { readonly id: string; readonly version: number }): readonly SideOfItem[] {
    const { publishable, parts = [] } = content;
    return [
      {
        key: 'translations',
        title: t('tab.translations'),
        panel: <TranslationsTab content={content} item={existing} onStale={onStale} />,
      },
      ...parts.map(({ tab: key, title, Part }) => ({ key, title: t(title), panel: <Part id={existing.id} /> })),
      ...(publishable === null
        ? []
        : [
            {
              key: 'publication',
              title: t('tab.publication'),
              panel: <PublicationTab type={publishable} id={existing.id} />,
            },
          ]),
      ...(publishable === 'ACTIVITY'
        ? [{ key: 'documents', title: t('tab.documents'), panel: <DocumentsTab activityId={existing.id} /> }]
        : []),
    ];
  }
  return (
    <Tabs
      // The address may name a side that the item does not have.
      selectedKey={sides.find(({ key }) => key === tab)?.key ?? 'content'}
      onSelectionChange={(key) => void navigate({ to: '.', search: { tab: String(key) }, replace: true })}
    >
      <TabList className="tabs" aria-label={t('tab.label')}>
        {sides.map(({ key, title }) => (
          <Tab key={key} id={key}>
            {title}
          </Tab>
        ))}
      </TabList>
      {sides.map(({ key, panel }) => (
        <TabPanel key={key} id={key}>
          {panel}
        </TabPanel>
      ))}
    </Tabs>
  );
}
