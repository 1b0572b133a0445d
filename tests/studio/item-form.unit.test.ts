import { createElement } from 'react';
import { renderToStaticMarkup } from 'react-dom/server';
import type { Editable } from '../../web/studio/forms/draft';
import { draftAfter } from '../../web/studio/forms/draft-changes';
import type { FormValues } from '../../web/studio/forms/form-values';
import { emptyDraft } from '../../web/studio/forms/local-draft';
import { type ItemForm, useItemForm } from '../../web/studio/forms/use-item-form';
import { textsIn } from '../../web/studio/media/edited-texts';
import type { Outcome } from '../../web/studio/outcome';
import { editedOf, inputOf } from '../../web/studio/people/edited-account';
import { findChangedOriginal } from '../../web/studio/translations/original-changed';

const stored = new Map<string, string>();
/** The key of the draft, of which each test has another one. */
let draftKey = '';

beforeEach(() => {
  stored.clear();
  draftKey = `draft of ${expect.getState().currentTestName!}`;
  Object.defineProperty(globalThis, 'localStorage', {
    configurable: true,
    value: {
      getItem: (key: string) => stored.get(key) ?? null,
      setItem: (key: string, value: string) => stored.set(key, value),
      removeItem: (key: string) => stored.delete(key),
    },
  });
});

afterEach(() => {
  Reflect.deleteProperty(globalThis, 'localStorage');
});

function refused<T>(code: string, version: number | null = null): Outcome<T> {
  return { data: null, problems: [{ code, field: null, message: '', version }] };
}

/** A server with one item, which does the work of each `clientMutationId` once. */
function serverWith<S extends object>(first: S) {
  const done = new Set<string>();
  const server = {
    version: 1,
    state: first,
    /** True: the next answer is lost. */
    isCutOff: false,
    /** Somebody else changes the item. */
    change: (change: Partial<S>): void => {
      server.state = { ...server.state, ...change };
      server.version += 1;
    },
    take: <T>(id: string, version: number | null, change: Partial<S>, answer: () => T): Outcome<T> => {
      if (!done.has(id)) {
        if (version !== server.version) return refused('CONFLICT', server.version);
        done.add(id);
        server.change(change);
      }
      if (!server.isCutOff) return { data: answer(), problems: null };
      server.isCutOff = false;
      return refused('OFFLINE');
    },
  };
  return server;
}

/** Opens a form, with what the browser has kept of it. Its functions work as they do until the screen shows a change. */
function openForm<T extends Editable>(
  options: Pick<Parameters<typeof useItemForm<T>>[0], 'send' | 'findObstacle' | 'leaveToOtherTab'>,
  read: () => T,
): ItemForm {
  let form: ItemForm | undefined;
  const item = read();
  function Form(): null {
    form = useItemForm({
      ...options,
      item,
      draftKeyOf: () => draftKey,
      load: () => Promise.resolve({ data: read(), problems: null }),
      onSaved: () => undefined,
    });
    return null;
  }
  renderToStaticMarkup(createElement(Form));
  return form!;
}

describe('the form of the texts of an image', () => {
  const texts = { alt: 'A school', caption: 'In spring', german: { alt: 'Eine Schule', caption: 'Im Frühling' } };
  const image = serverWith(texts);
  const read = (locale: string) =>
    textsIn(
      {
        id: 'image',
        version: image.version,
        originalLocale: 'en',
        credit: null,
        focalPoint: { x: 0.5, y: 0.5 },
        alt: image.state.alt,
        caption: image.state.caption,
        translations: [{ locale: 'de', ...image.state.german, isOutdated: false }],
      },
      locale,
    );
  const openIn = (locale: string): ItemForm => {
    const { originals: seen } = read(locale);
    return openForm(
      {
        send: ({ clientMutationId, version, values }) => {
          const change = locale === 'en' ? values : { german: { ...image.state.german, ...values } };
          return Promise.resolve(image.take(clientMutationId, version, change, () => read(locale)));
        },
        findObstacle: ({ originals }) => (locale === 'en' ? null : findChangedOriginal(seen, originals)),
      },
      () => read(locale),
    );
  };
  /** Saves both texts, as translations that are right for the originals. */
  const saveGerman = (form: ItemForm) => form.save(({ alt, caption }) => ({ alt, caption }) as FormValues);

  beforeEach(() => {
    Object.assign(image, { version: 1, state: texts });
  });

  it('keeps what somebody else has written in a field that the editor has not changed', async () => {
    const form = openIn('de');
    form.set('alt', 'Meine Schule');
    image.change({ german: { alt: 'Eine Schule', caption: 'Im Mai' } });

    expect(await saveGerman(form)).toEqual([]);
    expect(image.state.german).toEqual({ alt: 'Meine Schule', caption: 'Im Mai' });
  });

  it('saves no translation of an original that the editor has not seen', async () => {
    const form = openIn('de');
    form.set('alt', 'Meine Schule');
    image.change({ alt: 'A hospital' });

    expect(await saveGerman(form)).toMatchObject([{ code: 'ORIGINAL_CHANGED' }]);
    expect(image.state.german).toEqual(texts.german);
    // With the new original on the screen, the editor decides.
    expect(await saveGerman(openIn('de'))).toEqual([]);
    expect(image.state.german.alt).toBe('Meine Schule');
  });

  it('makes changes of a value one after another, although the screen shows none of them yet', async () => {
    const form = openIn('en');
    for (const word of [' in spring', ' of the Academy']) form.set('alt', (now) => `${now as string}${word}`);

    expect(await form.save()).toEqual([]);
    expect(image.state.alt).toBe('A school in spring of the Academy');
  });

  it('asks before it replaces what somebody else has written after a save whose answer was lost', async () => {
    const form = openIn('en');
    form.set('alt', 'My school');
    image.isCutOff = true;
    expect(await form.save()).toMatchObject([{ code: 'OFFLINE' }]);
    image.change({ alt: 'Their school' });
    form.set('alt', 'My new school');

    expect(await form.save()).toMatchObject([{ code: 'CONFLICT', version: 3 }]);
    expect(image.state.alt).toBe('Their school');
    expect(openIn('en').conflicts).toEqual([{ field: 'alt', theirs: 'Their school', mine: 'My new school' }]);
  });
});

describe('the form of an account', () => {
  it('does not combine the role that one administrator gives with the network that another one gives', async () => {
    const all = { name: 'Ada', role: 'MEMBER', network: { id: 'water', name: 'Water' } } as const;
    const account = serverWith<FormValues>({ name: 'Ada', role: 'MEMBER', networkId: 'water' });
    const read = () => {
      const { role, networkId } = account.state as { readonly role: 'MEMBER' | 'EDITOR'; readonly networkId: string };
      return editedOf({
        ...all,
        id: 'ada',
        version: account.version,
        role,
        network: { id: networkId, name: networkId },
      });
    };
    const open = (): ItemForm =>
      openForm(
        {
          send: ({ clientMutationId, version, values }) =>
            Promise.resolve(account.take(clientMutationId, version, inputOf(values), read)),
        },
        read,
      );
    const form = open();
    form.set('name', 'Ada L.');
    form.set('boundRole', { role: 'MEMBER', networkId: null });
    account.change({ role: 'EDITOR' });

    expect(await form.save()).toMatchObject([{ code: 'CONFLICT', version: 2 }]);
    expect(account.state).toEqual({ name: 'Ada', role: 'EDITOR', networkId: 'water' });

    const [conflict] = open().conflicts;
    expect(conflict).toMatchObject({ theirs: { role: 'EDITOR', networkId: 'water' }, mine: { role: 'MEMBER' } });
    form.resolve(conflict!, 'mine');
    expect(await open().save()).toEqual([]);
    expect(account.state).toEqual({ name: 'Ada L.', role: 'MEMBER', networkId: null });
  });
});

test('the answer for a new item is offered once to the tab that has taken its form over, and then left to it', async () => {
  const blank: Editable = { id: null, version: null, values: { title: '' } };
  const created: Editable = { id: 'one', version: 1, values: { title: 'Locks' } };
  const offered: unknown[] = [];
  const form = openForm<Editable>(
    {
      send: () => Promise.resolve({ data: created, problems: null }),
      leaveToOtherTab: (sent, { data }) => {
        offered.push([sent.values, data]);
        return Promise.resolve(true);
      },
    },
    () => blank,
  );
  form.set('title', 'Locks');
  expect(await form.save()).toEqual([]);
  expect(offered).toEqual([[{ title: 'Locks' }, created]]);
  expect(form.item()).toBe(blank);
});

test('what was typed while an answer was awaited stays in the draft of a dialog, and so does that a field was emptied', () => {
  const changes = {
    sent: { from: 'Locks', to: 'Wide locks' },
    typedOn: { from: 'One', to: 'One two three' },
    typed: { from: null, to: 'New' },
    emptied: { from: 'Kyiv', to: null },
    sentAndEmptied: { from: 'Old', to: null },
  };
  const values = { sent: 'Wide locks', typedOn: 'One two', sentAndEmptied: 'Young' };
  const sent = { clientMutationId: 'one', id: null, version: null, values };

  expect(draftAfter({ ...emptyDraft, changes, changedAt: '2026-11-24T12:00:00.000Z' }, sent)).toEqual({
    ...emptyDraft,
    changes: {
      typedOn: { from: 'One two', to: 'One two three' },
      typed: { from: null, to: 'New' },
      emptied: { from: 'Kyiv', to: null },
      sentAndEmptied: { from: 'Young', to: null },
    },
    changedAt: '2026-11-24T12:00:00.000Z',
  });
});
