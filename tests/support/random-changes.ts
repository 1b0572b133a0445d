import type { Random } from './random';

/** Sends an operation that must succeed. Returns its data. */
export type Send = (document: string, variables: object) => Promise<Record<string, any>>;

/** An item or an entry of reference data that changes are made to. */
interface Target {
  readonly type: string;
  readonly id: string;
  /** The slug or code by which others refer to it. */
  readonly key: string;
}

type Change = (random: Random) => Promise<void>;

const publishable = ['Activity', 'NewsItem', 'Network', 'RestrictedDocument'];
const withdrawals = ['unpublish', 'archive', 'delete'];
const roles = ['FUNDING', 'HOST', 'PARTNER'];
const countries = ['KG', 'KZ', 'TJ', 'UZ', 'GE', 'UA'];

const versionOf = `query ($id: ID!) { node(id: $id) {
  ... on Publishable { publication { version } } ... on Programme { version } ... on Component { version }
  ... on Region { version } ... on Organisation { version }
  ... on Network { memberships { id } } ... on Activity { objectives { id } } } }`;

/**
 * Random changes by editors, of all kinds that can alter what the public sees. Some are refused, such as those that need
 * another state of the item.
 */
export class RandomChanges {
  private readonly targets: Target[] = [];
  /** The versions of items in the trash. */
  private readonly deleted = new Map<string, number>();
  private names = 0;

  constructor(private readonly send: Send) {}

  /** Creates some items and reference data, which the changes start from. */
  async prepare(random: Random): Promise<void> {
    for (const type of ['Programme', 'Region', 'Organisation', 'Organisation']) await this.create(type, {});
    await this.create('Component', { code: 'A1', programme: this.keyOf(random, 'Programme') });
    for (const type of ['Network', 'Network', 'Activity', 'Activity', 'Activity', 'NewsItem']) {
      await this.create(type, this.valuesOf(random, type));
      await this.change('publish', this.targets.at(-1)!);
    }
  }

  /** Makes one change. Throws if it is refused. */
  async make(random: Random): Promise<void> {
    const items = this.targets.filter(({ type }) => publishable.includes(type));
    const target = random.pick(items);
    const changes: readonly (readonly [weight: number, change: Change])[] = [
      [8, () => this.createItem(random)],
      [22, () => this.change('publish', target)],
      [8, () => this.change(random.pick(withdrawals), target)],
      [4, () => this.change('restore', target)],
      [34, () => this.update(random, target)],
      [5, () => this.change('revert', target, { to: 1 + random.below(3) })],
      [3, () => this.change('schedule', target, { publishAt: new Date(Date.now() + 200).toISOString() })],
      [8, () => this.translate(random, random.pick(this.targets))],
      [5, () => this.changeMembers(random)],
      [5, () => this.changeObjectives(random)],
      [6, () => this.update(random, random.pick(this.targets.filter((one) => !items.includes(one))))],
    ];
    let left = random.next() * changes.reduce((sum, [weight]) => sum + weight, 0);
    const [, change] = changes.find(([weight]) => (left -= weight) < 0)!;
    await change(random);
  }

  private async createItem(random: Random): Promise<void> {
    const type = random.pick(['Activity', 'NewsItem', 'Network', 'RestrictedDocument']);
    if (type !== 'RestrictedDocument') return this.create(type, this.valuesOf(random, type));
    const activity = this.targets.findLast((one) => one.type === 'Activity');
    if (activity === undefined) return;
    const input = { activityId: activity.id, title: this.name(), fileName: 'a.txt' };
    const { answer } = await this.send(
      `mutation ($input: CreateRestrictedDocumentInput!) {
        answer: createRestrictedDocument(input: $input) { restrictedDocument { id } uploadUrl } }`,
      { input },
    );
    this.targets.push({ type, id: answer.restrictedDocument.id, key: '' });
    if (random.chance(0.7)) await fetch(answer.uploadUrl, { method: 'PUT', body: 'A text.' });
  }

  private async create(type: string, values: object): Promise<void> {
    const field = `${type[0]!.toLowerCase()}${type.slice(1)}`;
    const key = ['Region', 'Component'].includes(type) ? 'code' : 'slug';
    const named = type === 'Activity' || type === 'NewsItem' ? { title: this.name() } : { name: this.name() };
    const input = { ...named, ...(type === 'Region' && { code: `R${this.names}` }), ...values };
    const { answer } = await this.send(
      `mutation ($input: Create${type}Input!) { answer: create${type}(input: $input) { ${field} { id ${key} } } }`,
      { input },
    );
    this.targets.push({ type, id: answer[field].id, key: answer[field][key] });
  }

  private async update(random: Random, target: Target): Promise<void> {
    const values = Object.entries(this.valuesOf(random, target.type));
    const chosen = values.filter(() => random.chance(0.4));
    await this.change('update', target, Object.fromEntries(chosen.length === 0 ? values : chosen));
  }

  private valuesOf(random: Random, type: string): object {
    const keys = (of: string): string[] =>
      [...new Set([this.keyOf(random, of), this.keyOf(random, of)])].filter(Boolean);
    const named = { name: this.name() };
    const [title, text] = [this.name(), `${this.name()} *text*`];
    if (type === 'NewsItem') return { title, excerpt: text, body: text, activities: keys('Activity') };
    if (type === 'RestrictedDocument') return { title, position: 1 + random.below(2) };
    if (type === 'Network')
      return { ...named, acronym: text.slice(0, 9), description: text, supportedBy: keys('Organisation') };
    if (type !== 'Activity') return named;
    return {
      title,
      summary: text,
      description: text,
      programme: this.keyOf(random, 'Programme'),
      component: random.chance(0.5) ? this.keyOf(random, 'Component') : null,
      region: this.keyOf(random, 'Region'),
      networks: keys('Network'),
      organisations: keys('Organisation').map((organisation) => ({ organisation, role: random.pick(roles) })),
      participatingCountries: [random.pick(countries)],
      topics: [text],
      objectives: [text, `${text} too`],
    };
  }

  private async translate(random: Random, target: Target): Promise<void> {
    const { type, id } = target;
    const { version } = await this.read(target);
    if (random.chance(0.2)) {
      await this.mutate(`delete${type}Translation`, { id, version, locale: 'ru' });
      return;
    }
    const text = this.name();
    const texts = {
      Activity: { title: text, summary: text, objectives: [text, text] },
      NewsItem: { title: text, excerpt: text },
      RestrictedDocument: { title: text },
    }[type] ?? { name: text };
    const state = random.pick(['DRAFT', 'PUBLISHED', 'PUBLISHED']);
    await this.mutate(`set${type}Translation`, { id, version, locale: 'ru', state, ...texts });
  }

  private async changeMembers(random: Random): Promise<void> {
    const network = random.pick(this.targets.filter(({ type }) => type === 'Network'));
    const { version, node } = await this.read(network);
    const [member] = node.memberships;
    if (member !== undefined && random.chance(0.5)) {
      await this.mutate('deleteMemberCountry', { id: member.id, version });
      return;
    }
    const country = random.pick(countries);
    const institution = this.keyOf(random, 'Organisation');
    await this.mutate('admitCountry', { networkId: network.id, version, country, kind: 'ACTIVE', institution });
  }

  private async changeObjectives(random: Random): Promise<void> {
    const activity = random.pick(this.targets.filter(({ type }) => type === 'Activity'));
    const { version, node } = await this.read(activity);
    const last = node.objectives.at(-1);
    if (last === undefined)
      await this.mutate('setObjectives', { activityId: activity.id, version, objectives: ['One'] });
    else await this.mutate('moveObjective', { id: last.id, version, position: 1 });
  }

  private async change(verb: string, target: Target, input: object = {}): Promise<void> {
    // The version of an item in the trash cannot be read.
    const version = verb === 'restore' ? (this.deleted.get(target.id) ?? 1) : (await this.read(target)).version;
    await this.mutate(`${verb}${target.type}`, { id: target.id, version, ...input });
    if (verb === 'delete') this.deleted.set(target.id, version + 1);
  }

  private async read({ id }: Target): Promise<{ version: number; node: Record<string, any> }> {
    const { node } = await this.send(versionOf, { id });
    if (node === null) throw new Error('The item is in the trash');
    return { version: node.version ?? node.publication.version, node };
  }

  private async mutate(name: string, input: object): Promise<void> {
    const type = `${name[0]!.toUpperCase()}${name.slice(1)}Input`;
    await this.send(`mutation ($input: ${type}!) { answer: ${name}(input: $input) { __typename } }`, { input });
  }

  private keyOf(random: Random, type: string): string {
    const found = this.targets.filter((one) => one.type === type);
    return found.length === 0 ? '' : random.pick(found).key;
  }

  private name(): string {
    this.names += 1;
    return `Name ${this.names}`;
  }
}
