import { createRandom } from '../../src/seeds/random';
import type { Draft, Editable } from '../../web/studio/forms/draft';
import { valuesOfChanges, valuesWith } from '../../web/studio/forms/draft-changes';
import { Drafts } from '../../web/studio/forms/drafts';
import { saveItem } from '../../web/studio/forms/item-save';
import {
  type LocalDraft,
  readDraft,
  secretDraftKeyOf,
  type SentInput,
  storedKeys,
} from '../../web/studio/forms/local-draft';
import { submitDraft } from '../../web/studio/forms/submit-draft';
import type { Outcome } from '../../web/studio/outcome';
import { BLANK, BrowserStorage, failed, keyOf, World } from './draft-world';

/** How many editors work at random, and how long. More of them: `SEEDS=5000`, from another `SEED` on. */
const SEEDS = Number(process.env.SEEDS ?? 1000);
const SEED = Number(process.env.SEED ?? 1);
const EVENTS = 60;

let storage: BrowserStorage;

beforeEach(() => {
  storage = new BrowserStorage();
  Object.defineProperty(globalThis, 'localStorage', { configurable: true, get: () => storage });
});

afterEach(() => {
  Reflect.deleteProperty(globalThis, 'localStorage');
});

it(`loses nothing, mixes nothing, saves nothing twice and sends one input of a draft at a time, in whatever order it happens (seeds from ${SEED} on)`, async () => {
  for (let seed = SEED; seed < SEED + SEEDS; seed += 1) {
    storage = new BrowserStorage();
    const world = new World(storage, createRandom(seed, 0));
    const happened: string[] = [];
    try {
      for (let count = 0; count < EVENTS; count += 1) {
        const event = world.pick(world.events);
        happened.push(
          String(event)
            .replace(/\s+/g, ' ')
            .replace(/^\(\) ?=> ?/, ''),
        );
        await world.happen(event);
      }
      await world.finish();
    } catch (error) {
      throw new Error(`SEED=${seed} SEEDS=1: ${(error as Error).message}, after ${happened.slice(-25).join('; ')}`, {
        cause: error,
      });
    }
  }
});

it('forgets drafts that are neither shown nor begun, but for the latest', () => {
  const drafts = new Drafts();
  /** Shows a form of an item, and leaves it. */
  const visit = (id: string, edit: (draft: Draft) => void = () => undefined): Draft => {
    const draft = drafts.open<Editable>(keyOf(id), { id, version: 1, values: BLANK.values });
    const unsubscribe = draft.subscribe(() => undefined);
    const release = drafts.hold(draft);
    edit(draft);
    unsubscribe();
    release();
    return draft;
  };
  storage.isFull = true;
  const begun = visit('begun', (draft) => {
    draft.set(BLANK.values, 'title', 'Only in the memory of the tab');
  });
  const first = visit('first');
  const shown = drafts.open<Editable>(keyOf('shown'), null);
  shown.subscribe(() => undefined);
  drafts.hold(shown);
  for (let count = 0; count < 20; count += 1) visit(`later ${count}`);
  const last = visit('last');

  expect(drafts.at(keyOf('begun'))).toBe(begun);
  expect(drafts.at(keyOf('shown'))).toBe(shown);
  expect(drafts.at(keyOf('last'))).toBe(last);
  expect(drafts.at(keyOf('first'))).not.toBe(first);
});

describe('a draft', () => {
  const operations = (answers: (sent: SentInput) => Promise<Outcome<Editable>>) => ({
    draftKeyOf: (id: string | null) => keyOf(id ?? 'new'),
    send: answers,
    load: () => Promise.resolve(failed('OFFLINE')),
  });
  const created: Editable = { id: 'item', version: 1, values: { title: 'Sent', summary: '', place: '' } };

  it('of a new item is added to that of the item, whose form was opened before the answer came', async () => {
    const drafts = new Drafts();
    const first = drafts.open(keyOf('new'), BLANK);
    first.set(BLANK.values, 'title', 'Sent');
    let answer: (outcome: Outcome<Editable>) => void = () => undefined;
    const saved = saveItem(
      first,
      operations(() => new Promise((resolve) => (answer = resolve))),
      () => ({}),
    );
    for (const field of ['summary', 'place']) first.set(BLANK.values, field, 'typed for the new item');
    const second = drafts.open(keyOf('item'), created);
    second.set(created.values, 'place', 'typed in the item');
    answer({ data: created, problems: null });
    await saved;

    const changes = { summary: 'typed for the new item', place: 'typed in the item' };
    expect(valuesOfChanges(second.state().draft.changes)).toEqual(changes);
    expect(first.state()).toBe(second.state());
    expect(storedKeys()).toEqual([keyOf('item')]);
    expect(drafts.open(keyOf('new'), BLANK).state().draft.changes).toEqual({});
  });

  it('of a new item has an item at each moment, also when it becomes that of the item', async () => {
    const first = new Drafts().open(keyOf('new'), BLANK);
    first.set(BLANK.values, 'title', 'Sent');
    const shown: (Editable | null)[] = [];
    first.subscribe(() => shown.push(first.state().item));
    await saveItem(
      first,
      operations(() => Promise.resolve({ data: created, problems: null })),
      () => ({}),
    );

    expect(new Set(shown)).toEqual(new Set([BLANK, created]));
  });

  it('notifies its form once of what is typed', () => {
    const draft = new Drafts().open(keyOf('one'), created);
    const { problems } = draft.state();
    let notified = 0;
    draft.subscribe(() => (notified += 1));
    draft.set(created.values, 'title', 'Typed');

    expect(notified).toBe(1);
    expect(draft.state().problems).toBe(problems);
  });

  it('has a time if only a state was sent and not answered, also if an earlier version has kept it without one', async () => {
    const unanswered = operations(() => Promise.resolve(failed('OFFLINE')));
    await saveItem(new Drafts().open(keyOf('item'), created), unanswered, () => ({ state: 'PUBLISHED' }));
    const kept = JSON.parse(storage.getItem(keyOf('item'))!) as LocalDraft;
    storage.setItem(keyOf('one'), JSON.stringify({ ...kept, changedAt: '' }));

    for (const id of ['item', 'one']) {
      const { restoredFrom } = new Drafts().open(keyOf(id), created).state();
      expect(Date.parse(restoredFrom!)).toBeLessThanOrEqual(Date.now());
    }
  });

  it('is shown as another tab leaves it', () => {
    const drafts = new Drafts();
    const draft = drafts.open(keyOf('one'), created);
    draft.set(created.values, 'title', 'Typed');
    const shown: string[] = [];
    draft.subscribe(() => shown.push(valuesWith(created.values, draft.state().draft.changes)['title'] as string));
    new Drafts().open(keyOf('one'), created).set(created.values, 'title', 'Typed elsewhere');
    drafts.follow(keyOf('one'));
    new Drafts().at(keyOf('one')).discard();
    drafts.follow(keyOf('one'));

    expect(shown).toEqual(['Typed elsewhere', 'Sent']);
  });

  it('keeps what the browser had no room for when another tab changes the draft', () => {
    const drafts = new Drafts();
    const draft = drafts.open(keyOf('one'), created);
    draft.set(created.values, 'summary', 'kept');
    storage.isFull = true;
    draft.set(created.values, 'title', 'only on the screen');
    storage.isFull = false;
    new Drafts().open(keyOf('one'), created).set(created.values, 'place', 'typed elsewhere');
    drafts.follow(keyOf('one'));

    const changes = { summary: 'kept', title: 'only on the screen', place: 'typed elsewhere' };
    expect(valuesOfChanges(draft.state().draft.changes)).toEqual(changes);
    expect(draft.state().isOnlyOnScreen).toBe(false);
    expect(valuesOfChanges(new Drafts().at(keyOf('one')).state().draft.changes)).toEqual(changes);
  });

  it('keeps the input that another tab has sent when the answer to an earlier one comes late', async () => {
    const [here, there] = [new Drafts(), new Drafts()];
    const answers: ((outcome: Outcome<Editable>) => void)[] = [];
    const waiting = operations(() => new Promise((resolve) => answers.push(resolve)));
    const first = here.open(keyOf('item'), created);
    first.set(created.values, 'summary', 'one');
    const savedHere = saveItem(first, waiting, () => ({}));
    const second = there.open(keyOf('item'), created);
    const answer = { data: { ...created, version: 2, values: { ...created.values, summary: 'one' } }, problems: null };
    await saveItem(
      second,
      operations(() => Promise.resolve(answer)),
      () => ({}),
    );
    second.set(answer.data.values, 'place', 'two');
    void saveItem(second, waiting, () => ({}));
    here.follow(keyOf('item'));
    answers[0]!(answer);
    await savedHere;

    expect(readDraft(keyOf('item')).sent?.values).toEqual({ place: 'two' });
    expect(valuesOfChanges(readDraft(keyOf('item')).changes)).toEqual({ place: 'two' });
  });

  it('of an item is being saved until its own save has ended, also when that of its creation ends earlier', async () => {
    const drafts = new Drafts();
    const answers: ((outcome: Outcome<Editable>) => void)[] = [];
    const waiting = operations(() => new Promise((resolve) => answers.push(resolve)));
    const first = drafts.open(keyOf('new'), BLANK);
    first.set(BLANK.values, 'title', 'Sent');
    const isCreated = saveItem(first, waiting, () => ({}));
    const second = drafts.open(keyOf('item'), created);
    second.set(created.values, 'summary', 'two');
    const isSaved = saveItem(second, waiting, () => ({}));
    answers[0]!({ data: created, problems: null });
    await isCreated;

    expect(second.state().saving).toEqual({ summary: 'two' });
    answers[1]!({ data: { ...created, version: 2, values: { ...created.values, summary: 'two' } }, problems: null });
    expect((await isSaved).problems).toBeNull();
    expect(second.state().saving).toBeNull();
  });

  it('of a new item that is sent again goes on after the save that the item has of its own', async () => {
    const drafts = new Drafts();
    const first = drafts.open(keyOf('new'), BLANK);
    first.set(BLANK.values, 'title', 'Sent');
    const lost = operations(() => Promise.resolve(failed('OFFLINE')));
    await saveItem(first, lost, () => ({}));
    first.set(BLANK.values, 'place', 'typed for the new item');
    const requests: { readonly sent: SentInput; readonly answer: (outcome: Outcome<Editable>) => void }[] = [];
    const waiting = operations((sent) => new Promise((answer) => requests.push({ sent, answer })));
    const isSentAgain = saveItem(first, waiting, () => ({}));
    const second = drafts.open(keyOf('item'), created);
    second.set(created.values, 'summary', 'typed in the item');
    const isSaved = saveItem(second, waiting, () => ({}));
    requests[0]!.answer({ data: created, problems: null });
    await new Promise(setImmediate);
    expect(requests).toHaveLength(2);
    const saved = { ...created, version: 2, values: { ...created.values, summary: 'typed in the item' } };
    requests[1]!.answer({ data: saved, problems: null });
    await isSaved;
    await new Promise(setImmediate);

    expect(requests[2]!.sent).toMatchObject({ id: 'item', version: 2, values: { place: 'typed for the new item' } });
    expect(second.state().saving).not.toBeNull();
    const values = { ...saved.values, place: 'typed for the new item' };
    requests[2]!.answer({ data: { ...saved, version: 3, values }, problems: null });
    expect((await isSentAgain).problems).toBeNull();
    expect(second.state().saving).toBeNull();
    expect(storage.length).toBe(0);
  });

  it.each([
    ['new', BLANK],
    ['item', created],
  ])(
    'that another tab discards while an input is sent again is neither sent further nor said to be saved (%s)',
    async (id, item) => {
      const drafts = new Drafts();
      const draft = drafts.open(keyOf(id), item);
      draft.set(item.values, 'title', 'Unwanted');
      const sent: SentInput[] = [];
      const lost = operations((input) => {
        sent.push(input);
        if (sent.length === 2) {
          storage.removeItem(keyOf(id));
          drafts.follow(keyOf(id));
        }
        return Promise.resolve(failed('OFFLINE'));
      });
      await saveItem(draft, lost, () => ({}));

      expect(await saveItem(draft, lost, () => ({}))).toEqual(failed('OFFLINE'));
      expect(sent).toEqual([sent[0], sent[0]]);
      expect(storage.length).toBe(0);
    },
  );

  it('knows the newest item that was read, and of one version the one that was read last', () => {
    const drafts = new Drafts();
    const draft = drafts.open<Editable>(keyOf('item'), { ...created, version: 2 });
    let shown = 0;
    draft.subscribe(() => (shown += 1));
    draft.know(created);
    draft.know({ ...created, version: 2, values: { ...created.values } });
    expect([shown, draft.state().item?.version]).toEqual([0, 2]);

    const renamed = { ...created, version: 2, values: { ...created.values, place: 'renamed' } };
    draft.know(renamed);
    expect([shown, draft.state().item]).toEqual([1, renamed]);
    expect(drafts.open(keyOf('item'), created).state().item).toBe(renamed);
    expect(drafts.open(keyOf('item'), { ...created, version: 2 }).state().item?.values).toEqual(created.values);
  });

  it.each<[string, (draft: Draft) => void]>([
    ['chooses', (draft) => draft.resolve({ field: 'title', theirs: 'Theirs', mine: 'Mine' }, 'mine')],
    ['types', (draft) => draft.set(created.values, 'title', 'Theirs')],
  ])(
    'shows the newest item after a save that others have overtaken too often, and why it has failed until the editor %s',
    async (_, goOn) => {
      const drafts = new Drafts();
      const draft = drafts.open(keyOf('item'), created);
      draft.set(created.values, 'title', 'Mine');
      let version = 1;
      const busy = {
        ...operations(() => Promise.resolve(failed('CONFLICT', (version += 1)))),
        load: () => Promise.resolve({ data: { ...created, version }, problems: null }),
      };
      const outcome = await saveItem(draft, busy, () => ({}));

      expect(outcome).toEqual(failed('CONFLICT', version));
      expect(draft.state().item?.version).toBe(version);
      expect(draft.state().problems).toEqual(outcome.problems);
      goOn(draft);
      expect(draft.state().problems).toEqual([]);
    },
  );

  it('that may contain a secret is kept until the page is left, with what was typed while an answer was awaited', async () => {
    const drafts = new Drafts();
    const key = secretDraftKeyOf('ada', 'Webhook', 'new');
    const blank = { url: '', events: ['CONTENT_APPEARED'] };
    const draft = drafts.open(key, null);
    const sent: SentInput[] = [];
    const send = (outcome: Outcome<string>): Promise<Outcome<string>> =>
      submitDraft(draft, null, (input) => {
        sent.push(input);
        return Promise.resolve(outcome);
      });
    draft.set(blank, 'url', 'https://hooks.example.org/secret');
    await send(failed('OFFLINE'));
    const isCreated = send({ data: 'whsec', problems: null });
    draft.set(blank, 'url', 'https://hooks.example.org/secret/longer');

    expect(await isCreated).toEqual({ data: 'whsec', problems: null });
    expect(sent[1]).toEqual(sent[0]);
    expect(sent[0]!.values).toEqual({ url: 'https://hooks.example.org/secret' });
    expect(valuesOfChanges(drafts.open(key, null).state().draft.changes)).toEqual({
      url: 'https://hooks.example.org/secret/longer',
    });
    expect(storage.length).toBe(0);
    expect(new Drafts().open(key, null).state().draft.changes).toEqual({});
  });
});
