import { createRandom } from '../../src/seeds/random';
import type { Outcome } from '../../web/studio/api';
import type { Editable } from '../../web/studio/forms/draft';
import { valuesOfChanges, valuesWith } from '../../web/studio/forms/draft-changes';
import { Drafts } from '../../web/studio/forms/drafts';
import { saveItem } from '../../web/studio/forms/item-save';
import { type LocalDraft, secretDraftKeyOf, type SentInput, storedKeys } from '../../web/studio/forms/local-draft';
import { submitDraft } from '../../web/studio/forms/submit-draft';
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

it(`loses nothing, mixes nothing and saves nothing twice, in whatever order it happens (seeds from ${SEED} on)`, async () => {
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
