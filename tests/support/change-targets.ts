import type { Random } from './random';

/** Sends an operation that must succeed. Returns its data. */
export type Send = (document: string, variables: object) => Promise<Record<string, any>>;

/** An item, an image, an attachment or an entry of reference data that changes are made to. */
export interface Target {
  readonly type: string;
  readonly id: string;
  /** The slug or code by which others refer to it; of an image or an attachment its id; of a document empty. */
  readonly key: string;
}

const publishable = ['Activity', 'NewsItem', 'Network', 'RestrictedDocument'];
const localized = [...publishable, 'Programme', 'Component', 'Region', 'Organisation', 'Image'];

const versionOf = `query ($id: ID!) { node(id: $id) {
  ... on Publishable { publication { version } } ... on Programme { version } ... on Component { version }
  ... on Region { version } ... on Organisation { version } ... on Image { version } ... on Attachment { version }
  ... on Network { slug memberships { id } } ... on Activity { slug objectives { id } transactions { nodes { id } } } } }`;

/** What random changes are made to, and how they are sent. */
export class ChangeTargets {
  private all: Target[] = [];
  /** The versions of items in the trash. */
  private readonly deleted = new Map<string, number>();
  private names = 0;

  constructor(private readonly send: Send) {}

  /** The targets of these types. */
  of(...types: string[]): Target[] {
    return this.all.filter(({ type }) => types.includes(type));
  }

  get items(): Target[] {
    return this.of(...publishable);
  }

  get localized(): Target[] {
    return this.of(...localized);
  }

  /** The key of any target of a type; empty if there is none. */
  keyOf(random: Random, type: string): string {
    const found = this.of(type);
    return found.length === 0 ? '' : random.pick(found).key;
  }

  /** A text that has not been used. */
  name(): string {
    this.names += 1;
    return `Name ${this.names}`;
  }

  /** Creates an item or an entry with these values. */
  async create(type: string, values: object): Promise<Target> {
    const field = `${type[0]!.toLowerCase()}${type.slice(1)}`;
    const key = ['Region', 'Component'].includes(type) ? 'code' : 'slug';
    const { answer } = await this.send(
      `mutation ($input: Create${type}Input!) { answer: create${type}(input: $input) { ${field} { id ${key} } } }`,
      { input: values },
    );
    return this.add({ type, id: answer[field].id, key: answer[field][key] });
  }

  /** Creates a document, an image or an attachment. Returns the address for its file. */
  async createFile(type: 'RestrictedDocument' | 'Image' | 'Attachment', input: object): Promise<string> {
    const field = `${type[0]!.toLowerCase()}${type.slice(1)}`;
    const { answer } = await this.send(
      `mutation ($input: Create${type}Input!) { answer: create${type}(input: $input) { ${field} { id } uploadUrl } }`,
      { input },
    );
    const { id } = answer[field];
    this.add({ type, id, key: type === 'RestrictedDocument' ? '' : id });
    return answer.uploadUrl;
  }

  /** Runs the mutation of a verb, such as `publish`, on the present version of a target. */
  async change(verb: string, target: Target, input: object = {}): Promise<void> {
    // The version of an item in the trash cannot be read.
    const version = verb === 'restore' ? (this.deleted.get(target.id) ?? 1) : (await this.read(target)).version;
    await this.mutate(`${verb}${target.type}`, { id: target.id, version, ...input });
    if (verb === 'delete') this.deleted.set(target.id, version + 1);
    if (verb === 'restore') this.deleted.delete(target.id);
  }

  async read(target: Target): Promise<{ version: number; node: Record<string, any> }> {
    const { node } = await this.send(versionOf, { id: target.id });
    if (node === null) {
      // It was deleted, although the answer was lost.
      if (!this.deleted.has(target.id)) this.deleted.set(target.id, 1);
      throw new Error('The item is in the trash');
    }
    return { version: node.version ?? node.publication.version, node };
  }

  async mutate(name: string, input: object): Promise<void> {
    const type = `${name[0]!.toUpperCase()}${name.slice(1)}Input`;
    await this.send(`mutation ($input: ${type}!) { answer: ${name}(input: $input) { __typename } }`, { input });
  }

  /** The trash has been purged: what was in it cannot be restored. */
  forgetDeleted(): void {
    this.all = this.all.filter(({ id }) => !this.deleted.has(id));
    this.deleted.clear();
  }

  /** An activity that an import has created. */
  async addImported(slug: string): Promise<void> {
    const { activity } = await this.send('query ($slug: String!) { activity(slug: $slug) { id } }', { slug });
    if (activity !== null) this.add({ type: 'Activity', id: activity.id, key: slug });
  }

  private add(target: Target): Target {
    this.all.push(target);
    return target;
  }
}
