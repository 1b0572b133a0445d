import { useNavigate, useParams, useSearch } from '@tanstack/react-router';
import type { ReactElement } from 'react';
import { Tab, TabList, TabPanel, Tabs } from 'react-aria-components';
import { useApi, useReading } from '../api';
import { useContentType } from '../forms/content-type';
import { ItemForm } from '../forms/item-form';
import { draftKeyOf } from '../forms/local-draft';
import { useInterface } from '../interface';
import { DocumentsTab } from '../documents/documents-tab';
import { AlsoHere } from '../presence/also-here';
import { PublicationTab } from '../publication/publication-tab';
import { useSession } from '../session';
import { Screen } from '../shell/screen';
import { TranslationsTab } from '../translations/translations-tab';
import { Shown } from '../ui/waiting';
import { mapOutcome, type ContentItem, type EditableContent } from './editable-content';

interface ContentProps<Q> {
  readonly content: EditableContent<Q>;
}

/** The form for a new item. When it is saved, the item's own screen follows. */
export function NewItemScreen<Q>({ content }: ContentProps<Q>): ReactElement {
  const { t } = useInterface();
  const { account, locales } = useSession();
  return (
    <Screen title={t(content.newTitle)}>
      <ContentForm
        content={content}
        item={{
          id: null,
          version: null,
          values: {
            ...content.blank,
            originalLocale: locales[0]!.locale,
            // What an editor of one network writes must belong to that network.
            ...('networks' in content.blank && account.network !== null && { networks: [account.network.slug] }),
          },
        }}
      />
    </Screen>
  );
}

/** The editor of an item, with a tab for each side of it. */
export function ItemScreen<Q>({ content }: ContentProps<Q>): ReactElement {
  const { t } = useInterface();
  const { id = '' } = useParams({ strict: false });
  const { tab = 'content' } = useSearch({ strict: false });
  const navigate = useNavigate();
  const reading = useReading(content.document, { id });
  const item = reading.data === null ? null : content.itemOf(reading.data);
  const isEditable = item !== null && item.version !== null;
  const parts = isEditable ? (content.parts ?? []) : [];
  return (
    <Screen title={item?.title ?? t('state.loading')}>
      {isEditable && <AlsoHere id={id} />}
      <Shown reading={reading}>
        {() =>
          item === null ? (
            <p>{t('notFound.title')}</p>
          ) : (
            <Tabs
              selectedKey={tab}
              onSelectionChange={(key) => void navigate({ to: '.', search: { tab: String(key) }, replace: true })}
            >
              <TabList className="tabs" aria-label={t('tab.label')}>
                <Tab id="content">{t('tab.content')}</Tab>
                <Tab id="translations">{t('tab.translations')}</Tab>
                {parts.map((part) => (
                  <Tab key={part.tab} id={part.tab}>
                    {t(part.title)}
                  </Tab>
                ))}
                {content.publishable !== null && <Tab id="publication">{t('tab.publication')}</Tab>}
                {content.publishable === 'ACTIVITY' && <Tab id="documents">{t('tab.documents')}</Tab>}
              </TabList>
              <TabPanel id="content">{item.version !== null && <ContentForm content={content} item={item} />}</TabPanel>
              <TabPanel id="translations">
                {item.version !== null && (
                  <TranslationsTab
                    content={content}
                    item={{ ...item, version: item.version }}
                    onStale={reading.refresh}
                  />
                )}
              </TabPanel>
              {parts.map(({ tab: name, Part }) => (
                <TabPanel key={name} id={name}>
                  <Part id={id} />
                </TabPanel>
              ))}
              {content.publishable !== null && (
                <TabPanel id="publication">
                  <PublicationTab type={content.publishable} id={id} />
                </TabPanel>
              )}
              {content.publishable === 'ACTIVITY' && (
                <TabPanel id="documents">
                  <DocumentsTab activityId={id} />
                </TabPanel>
              )}
            </Tabs>
          )
        }
      </Shown>
    </Screen>
  );
}

interface ContentFormProps<Q> extends ContentProps<Q> {
  readonly item: Omit<ContentItem, 'id' | 'title' | 'translations'> & { readonly id: string | null };
}

function ContentForm<Q>({ content, item }: ContentFormProps<Q>): ReactElement {
  const api = useApi();
  const { account } = useSession();
  const navigate = useNavigate();
  const fields = useContentType(content.type);
  return (
    <Shown reading={fields}>
      {(known) => (
        <ItemForm<ContentFormProps<Q>['item']>
          key={item.id}
          fields={known}
          sections={content.sections}
          item={item}
          draftKey={draftKeyOf(account.id, content.type, item.id ?? 'new')}
          send={({ clientMutationId, id, version, values }) =>
            id === null
              ? content.create(api, { ...item.values, ...values, clientMutationId })
              : content.update(api, { ...values, clientMutationId, id, version: version! })
          }
          load={async () =>
            mapOutcome(await api.read(content.document, { id: item.id! }), (data) => content.itemOf(data)!)
          }
          onSaved={(saved) => {
            if (item.id === null) void navigate({ to: `${content.path}/${saved.id!}` });
          }}
        />
      )}
    </Shown>
  );
}
