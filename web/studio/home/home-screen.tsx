import { Link } from '@tanstack/react-router';
import { type ReactElement, useState } from 'react';
import {
  StudioHomeDocument,
  type StudioHomeQuery,
  type StudioPageInfoFragment,
  type StudioWaitingFragment,
} from '../../../clients/typescript/src/studio.js';
import { withElements } from '../../shared/with-elements';
import { itemPath } from '../content/item-path';
import { ENDS_SOON_DAYS } from '../documents/code-expiry';
import { useInterface } from '../interface';
import { useReading } from '../reading';
import { useSession } from '../session';
import { Screen } from '../shell/screen';
import { Shown } from '../ui/waiting';
import { FirstRun } from './first-run';
import { type BlockPart, WaitingBlock, type WaitingEntry } from './waiting-block';

/** How many entries of a kind are shown at first. */
const FIRST_ENTRIES = 5;

/** How many entries a page of a kind has: as many as the API returns at once. */
const PAGE_ENTRIES = 100;

/** A part of the entries of a kind: how many, and after which cursor. */
interface Part {
  readonly first: number;
  readonly after: string | null;
}

/** What has no list of its own. */
type Kind = 'translations' | 'documents' | 'codes';

const firstPart: Part = { first: FIRST_ENTRIES, after: null };

/** What waits for the editor. */
export function HomeScreen(): ReactElement {
  const { t } = useInterface();
  const { account, role } = useSession();
  const [parts, setParts] = useState<Readonly<Record<Kind, Part>>>({
    translations: firstPart,
    documents: firstPart,
    codes: firstPart,
  });
  const { translations, documents, codes } = parts;
  const reading = useReading(StudioHomeDocument, {
    isAdmin: role === 'ADMIN',
    translations: translations.first,
    afterTranslation: translations.after,
    documents: documents.first,
    afterDocument: documents.after,
    codesWithinDays: ENDS_SOON_DAYS,
    codes: codes.first,
    afterCode: codes.after,
  });
  return (
    <Screen title={t('home.title', { name: account.name })}>
      <FirstRun />
      <Shown reading={reading}>
        {(data) => (
          <Waiting
            data={data}
            parts={parts}
            onPart={(kind, part) => {
              setParts((before) => ({ ...before, [kind]: part }));
            }}
          />
        )}
      </Shown>
    </Screen>
  );
}

interface WaitingProps {
  readonly data: StudioHomeQuery;
  readonly parts: Readonly<Record<Kind, Part>>;
  /** Shows another part of a kind. */
  readonly onPart: (kind: Kind, part: Part) => void;
}

function Waiting({ data, parts, onPart }: WaitingProps): ReactElement {
  const { t, languageName, clock } = useInterface();
  const { drafts, scheduled, outdatedTranslations: outdated, documentsWithoutFile: documents, webhooks } = data;
  const { expiringAccessCodes: codes } = data;
  const failing = webhooks?.nodes.filter(({ failingSince }) => failingSince !== null) ?? [];
  const partOf = (kind: Kind, page: { readonly pageInfo: StudioPageInfoFragment } | null): BlockPart => {
    const { first, after } = parts[kind];
    const { hasNextPage = false, endCursor = null } = page?.pageInfo ?? {};
    const show = (cursor: string | null) => (): void => {
      onPart(kind, { first: PAGE_ENTRIES, after: cursor });
    };
    const isPage = first === PAGE_ENTRIES;
    return {
      onMore: !isPage && hasNextPage ? show(null) : null,
      onFirst: after !== null ? show(null) : null,
      onNext: isPage && hasNextPage ? show(endCursor) : null,
    };
  };
  const blocks = [
    {
      title: t('home.drafts'),
      list: { to: '/unpublished', search: { state: 'DRAFT', mine: 'true' } },
      total: drafts?.totalCount ?? 0,
      entries: itemsOf(drafts, ({ changedAt }) => (changedAt === null ? '' : clock.show(changedAt))),
    },
    {
      title: t('home.scheduled'),
      list: { to: '/calendar' },
      total: scheduled?.totalCount ?? 0,
      entries: itemsOf(scheduled, ({ publication }) => clock.show(publication.publishAt!)),
    },
    {
      title: t('home.outdated'),
      part: partOf('translations', outdated),
      total: outdated?.totalCount ?? 0,
      entries: (outdated?.nodes ?? []).map(({ id, type, title, locale, locales }): WaitingEntry => ({
        id,
        title,
        locale,
        detail: locales.map((one) => languageName(one)).join(', '),
        to: itemPath(type, id),
        search: { tab: 'translations', language: locales[0]! },
      })),
    },
    {
      title: t('home.documents'),
      part: partOf('documents', documents),
      total: documents?.totalCount ?? 0,
      entries: (documents?.nodes ?? []).map(({ id, title, locale, activity }): WaitingEntry => ({
        id,
        title,
        locale,
        detail: <span lang={activity.locale}>{activity.title}</span>,
        to: itemPath('RESTRICTED_DOCUMENT', id),
      })),
    },
    {
      title: t('home.codes'),
      part: partOf('codes', codes),
      total: codes?.totalCount ?? 0,
      entries: (codes?.nodes ?? []).map(({ id, recipient, expiresAt, document }): WaitingEntry => ({
        id,
        title: withElements(t, 'home.code', {
          recipient,
          document: <span lang={document.locale}>{document.title}</span>,
        }),
        detail: clock.show(expiresAt!),
        to: itemPath('ACTIVITY', document.activity.id),
        search: { tab: 'documents', document: document.id },
      })),
    },
    {
      title: t('home.webhooks'),
      total: failing.length,
      entries: failing.map(({ id, url, failingSince }): WaitingEntry => ({
        id,
        title: url,
        detail: t('home.failingSince', { time: clock.show(failingSince!) }),
        to: '/settings',
      })),
    },
  ].filter(({ total }) => total > 0);
  if (blocks.length === 0) return <NothingWaits />;
  return (
    <div className="blocks">
      {blocks.map((block) => (
        <WaitingBlock key={block.title} {...block} />
      ))}
    </div>
  );
}

/** What to do next, where nothing waits. */
function NothingWaits(): ReactElement {
  const { t } = useInterface();
  return (
    <>
      <p>{t('home.nothing')}</p>
      <ul className="links">
        <li>
          <Link to="/activities">{t('home.toActivities')}</Link>
        </li>
        <li>
          <Link to="/news">{t('home.toNews')}</Link>
        </li>
      </ul>
    </>
  );
}

type WaitingItem = StudioWaitingFragment['nodes'][number];

function itemsOf(
  waiting: StudioWaitingFragment | null,
  detailOf: (item: WaitingItem) => string,
): readonly WaitingEntry[] {
  return (waiting?.nodes ?? []).map((item) => ({
    id: item.id,
    title: item.title,
    locale: item.locale,
    detail: detailOf(item),
    to: itemPath(item.type, item.id),
  }));
}
