import { uploadedAttachment } from './attachments';
import { createDocumentWith } from './contents';
import { makeCode, pagePassword, setPagePassword } from './documents';
import { make } from './factories';
import { picture, uploadedImage } from './images';
import { mutationsOf } from './mutations';
import type { TestServer } from './test-server';

/** The beginning of a word that only hidden texts contain. */
export const MARK = 'Xyzzy';

/** A word that a visitor may search for, and that all hidden texts contain. */
export const SOUGHT = 'falcon';

/** A text that the public must not see. The part after the mark says what it is. */
function hidden(what: string): string {
  return `${SOUGHT} ${MARK}${what}`;
}

/** What a text tells about hidden texts: the parts after the mark. */
export function hiddenIn(text: string): string[] {
  return [...new Set([...text.matchAll(new RegExp(`${MARK}(\\w*)`, 'gi'))].map(([, what]) => what!))];
}

type Kind = 'Activity' | 'NewsItem' | 'Network' | 'Programme' | 'Organisation' | 'RestrictedDocument' | 'Image';

/** An item that a test changes by mutations. */
export class EditedItem {
  private version = 1;

  constructor(
    private readonly server: TestServer,
    private readonly kind: Kind,
    readonly globalId: string,
    readonly slug: string,
  ) {}

  /** Calls a mutation such as `publish` or `set…Translation`, which raises the version by one. */
  async change(action: string, input: object = {}): Promise<void> {
    const [verb, suffix = ''] = action.split('…') as [string, string?];
    const given = { id: this.globalId, version: this.version, ...input };
    await mutationsOf(this.server, `${verb}${this.kind}${suffix}`).done(given, '__typename');
    this.version += 1;
  }

  translate(locale: string, texts: object, state: 'DRAFT' | 'PUBLISHED'): Promise<void> {
    return this.change('set…Translation', { locale, state, ...texts });
  }
}

export interface HiddenTexts {
  readonly workshop: EditedItem;
  readonly network: EditedItem;
  readonly newsItem: EditedItem;
  /** An activity, a network and a news item in preparation that refer to public items and to each other. */
  readonly drafts: readonly EditedItem[];
  /** Other unpublished items: scheduled, archived and deleted ones. */
  readonly others: readonly EditedItem[];
  /** The password of the documents of the workshop. */
  readonly password: string;
}

/**
 * Fills an empty programme with public items in English and French, and around them with everything that the public must
 * not see: drafts, scheduled, archived and deleted items, draft translations, former texts, locked files, and names of people.
 */
export async function makeHiddenTexts(server: TestServer): Promise<HiddenTexts> {
  const create = async (kind: Kind, input: object): Promise<EditedItem> => {
    const key = kind[0]!.toLowerCase() + kind.slice(1);
    const selection = `${key} { id ${kind === 'RestrictedDocument' || kind === 'Image' ? '' : 'slug'} }`;
    const { [key]: made } = await mutationsOf(server, `create${kind}`).done(input, selection);
    return new EditedItem(server, kind, made.id, made.slug);
  };

  const programme = await create('Programme', { name: 'Open programme', slug: 'open-programme' });
  await programme.translate('fr', { name: 'Programme ouvert' }, 'PUBLISHED');
  await programme.translate('ru', { name: hidden('ProgrammeTranslation') }, 'DRAFT');
  const organisation = await create('Organisation', { name: 'Open organisation', slug: 'open-organisation' });
  await organisation.translate('ru', { name: hidden('OrganisationTranslation') }, 'DRAFT');

  const network = await create('Network', {
    name: hidden('FormerNetworkName'),
    slug: 'open-network',
    supportedBy: [organisation.slug],
  });
  await network.change('update', { name: 'Open network', description: 'Everyone is **welcome**.' });
  await network.change('publish');
  await network.translate('fr', { name: 'Réseau ouvert', description: 'Bienvenue à tous.' }, 'PUBLISHED');
  await network.translate('ru', { name: hidden('NetworkTranslation') }, 'DRAFT');
  await mutationsOf(server, 'admitCountry').done(
    { networkId: network.globalId, version: 5, country: 'KG', kind: 'ACTIVE', since: '2014' },
    '__typename',
  );
  const hiddenNetwork = await create('Network', { name: hidden('Network'), description: hidden('NetworkDescription') });

  const image = await uploadedImage(server, await picture(64, 48).jpeg().toBuffer(), { alt: 'A round table' });
  await new EditedItem(server, 'Image', image, '').translate('ru', { alt: hidden('ImageTranslation') }, 'DRAFT');
  const hiddenImage = await uploadedImage(server, await picture(48, 64).jpeg().toBuffer(), { alt: hidden('Image') });
  const attachment = await uploadedAttachment(server, Buffer.from('The agenda'), { title: 'Open agenda' });
  const hiddenAttachment = await uploadedAttachment(server, Buffer.from('Later'), { title: hidden('Attachment') });

  const workshop = await create('Activity', {
    title: 'Open workshop',
    slug: 'open-workshop',
    summary: hidden('FormerSummary'),
    description: 'Those who came *talked*.',
    objectives: ['To share practice', 'To agree on contacts'],
    topics: ['Forensics'],
    code: 'W-1',
    year: 2024,
    startsOn: '2024-05-12',
    endsOn: '2024-05-14',
    place: 'Bishkek',
    country: 'KG',
    activityType: 'WORKSHOP',
    programme: programme.slug,
    networks: [network.slug, hiddenNetwork.slug],
    organisations: [{ organisation: organisation.slug, role: 'HOST' }],
    participatingCountries: ['KG', 'KZ'],
    cover: image,
    attachments: [attachment],
    links: [{ kind: 'WEBSITE', title: 'Open page', url: 'https://www.example.org/' }],
  });
  await workshop.change('update', { summary: 'Three days of work.' });
  await workshop.change('publish');
  await workshop.translate('fr', { title: 'Atelier ouvert', summary: 'Trois jours de travail.' }, 'PUBLISHED');
  await workshop.translate(
    'ru',
    {
      title: hidden('ActivityTranslation'),
      summary: hidden('SummaryTranslation'),
      description: hidden('DescriptionTranslation'),
      place: hidden('PlaceTranslation'),
      topics: [hidden('TopicTranslation')],
      objectives: [hidden('ObjectiveTranslation'), hidden('ObjectiveTranslation')],
    },
    'DRAFT',
  );

  const activityTexts = (what: string): Record<string, unknown> => ({
    title: hidden(`${what}Activity`),
    summary: hidden(`${what}Summary`),
    description: hidden(`${what}Description`),
    objectives: [hidden(`${what}Objective`)],
    topics: [hidden(`${what}Topic`)],
    code: `${MARK}${what}Code`,
    place: hidden(`${what}Place`),
    year: 2031,
    country: 'MN',
    participatingCountries: ['TM', 'KG'],
    programme: programme.slug,
    networks: [network.slug, hiddenNetwork.slug],
    organisations: [{ organisation: organisation.slug, role: 'PARTNER' }],
    cover: hiddenImage,
    attachments: [hiddenAttachment],
    links: [{ kind: 'WEBSITE', title: hidden(`${what}Link`), url: `https://www.example.org/${MARK}${what}` }],
  });
  const newsTexts = (what: string, activities: readonly string[]): Record<string, unknown> => ({
    title: hidden(`${what}News`),
    excerpt: hidden(`${what}Excerpt`),
    body: hidden(`${what}Body`),
    activities,
    cover: hiddenImage,
  });
  const draft = await create('Activity', activityTexts('Draft'));
  const draftNews = await create('NewsItem', newsTexts('Draft', [workshop.slug, draft.slug]));
  const newsItem = await create('NewsItem', {
    title: 'Open news',
    slug: 'open-news',
    excerpt: 'What happened.',
    body: 'All of *it*.',
    activities: [workshop.slug, draft.slug],
  });
  await newsItem.change('publish');
  await newsItem.translate('ru', { title: hidden('NewsTranslation'), excerpt: hidden('ExcerptTranslation') }, 'DRAFT');

  const others: EditedItem[] = [];
  for (const [what, ...changes] of [
    ['Scheduled', ['schedule', { publishAt: '2090-01-01T00:00:00Z' }]],
    ['Archived', ['publish', {}], ['archive', {}]],
    ['Deleted', ['publish', {}], ['unpublish', {}], ['delete', {}]],
  ] as const) {
    const items = [
      await create('Activity', activityTexts(what)),
      await create('NewsItem', newsTexts(what, [workshop.slug])),
      await create('Network', { name: hidden(`${what}Network`), supportedBy: [organisation.slug] }),
    ];
    for (const item of items) for (const [action, input] of changes) await item.change(action, input);
    others.push(...items);
  }

  await makeDocuments(server, workshop);
  await make(server.app, (made) =>
    made.account({ name: hidden('Account'), email: `${MARK}AccountAddress@example.org` }),
  );
  return {
    workshop,
    network,
    newsItem,
    drafts: [draft, draftNews, hiddenNetwork],
    others,
    password: pagePassword,
  };
}

/** A document that the password opens, one in preparation, and a deleted one. */
async function makeDocuments(server: TestServer, workshop: EditedItem): Promise<void> {
  const activityId = Number(Buffer.from(workshop.globalId, 'base64url').toString().split(':')[1]);
  const documents: EditedItem[] = [];
  for (const what of ['Locked', 'Draft', 'Deleted']) {
    const { globalId } = await createDocumentWith(server, Buffer.from(hidden(`${what}Content`)), {
      fileName: `${MARK}${what}File.txt`,
      activityId,
    });
    documents.push(new EditedItem(server, 'RestrictedDocument', globalId, ''));
  }
  const [locked, draft, deleted] = documents as [EditedItem, EditedItem, EditedItem];
  await locked.change('update', { title: 'Locked findings' });
  await locked.translate('ru', { title: hidden('DocumentTranslation') }, 'DRAFT');
  await draft.change('unpublish');
  await draft.change('update', { title: hidden('DraftDocument') });
  await deleted.change('update', { title: hidden('DeletedDocument') });
  await deleted.change('delete');
  await makeCode(server, locked, { recipient: hidden('Recipient') });
  await setPagePassword(server, workshop, pagePassword);
}
