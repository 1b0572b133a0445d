import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { ChangeTargets, type Send, type Target } from './change-targets';
import { picture } from './images';
import type { Random } from './random';
import { RandomContent } from './random-content';

/** Where random changes are made. */
export interface ChangedServer {
  /** Sends an operation of an administrator. */
  readonly send: Send;
  /** Runs a command of the command line. */
  readonly run: (args: readonly string[]) => Promise<unknown>;
  /** A directory for files to import. */
  readonly directory: string;
}

type Change = () => Promise<unknown>;

const withdrawals = ['unpublish', 'archive', 'delete'];
const referenceTypes = ['Programme', 'Component', 'Region', 'Organisation'];

/** How many items there are. If there were more, each of them would change less often. */
const MAX_ITEMS = 40;
const MAX_FILES = 8;

/** The chance that a document, an image or an attachment gets its file. */
const HAS_FILE = 0.7;

/**
 * Random changes by editors and operators, of all kinds that can alter what the public sees. Some are refused, such as
 * those that need another state of the item.
 */
export class RandomChanges {
  private readonly targets: ChangeTargets;
  private readonly content: RandomContent;
  private imports = 0;

  constructor(
    private readonly server: ChangedServer,
    private readonly random: Random,
  ) {
    this.targets = new ChangeTargets(server.send);
    this.content = new RandomContent(this.targets, random);
  }

  /** Creates some items and reference data, which the changes start from. */
  async prepare(): Promise<void> {
    for (let image = 0; image < 3; image++) await this.createFile('Image', true);
    for (const type of ['Organisation', 'Organisation', 'Programme']) await this.create(type);
    await this.targets.create('Region', { code: 'R1', name: 'Region' });
    await this.targets.create('Component', { code: 'A1', name: 'A', programme: this.key('Programme') });
    for (const type of ['Network', 'Network', 'Activity', 'Activity', 'Activity', 'NewsItem']) {
      await this.targets.change('publish', await this.create(type));
    }
  }

  /** Makes one change. Throws if it is refused. */
  async make(): Promise<void> {
    const { random, targets } = this;
    const changes: readonly (readonly [weight: number, change: Change])[] = [
      [8, () => this.createItem()],
      [2, () => this.createFile(random.pick(['Image', 'Attachment']))],
      [22, () => targets.change('publish', random.pick(targets.items))],
      [8, () => targets.change(random.pick(withdrawals), random.pick(targets.items))],
      [4, () => targets.change('restore', random.pick(targets.items))],
      [34, () => this.update(random.pick(targets.items))],
      [5, () => targets.change('revert', random.pick(targets.items), { to: 1 + random.below(3) })],
      [3, () => this.schedule()],
      [8, () => this.translate(random.pick(targets.localized))],
      [3, () => this.changeLanguage()],
      [5, () => this.changeMembers()],
      [5, () => this.changeObjectives()],
      [6, () => this.changeTransactions()],
      [6, () => this.update(random.pick(targets.of(...referenceTypes)))],
      [4, () => this.update(random.pick(targets.of('Image', 'Attachment')))],
      [1, () => targets.change('delete', random.pick(targets.of('Image', 'Attachment')))],
      [2, () => this.replaceFile()],
      [2, () => this.importActivities()],
      [1, () => this.purgeTrash()],
    ];
    let left = random.next() * changes.reduce((sum, [weight]) => sum + weight, 0);
    const [, change] = changes.find(([weight]) => (left -= weight) < 0)!;
    await change();
  }

  private async createItem(): Promise<void> {
    if (this.targets.items.length >= MAX_ITEMS) return this.purgeTrash();
    const type = this.random.pick(['Activity', 'NewsItem', 'Network', 'RestrictedDocument']);
    await (type === 'RestrictedDocument' ? this.createDocument() : this.create(type));
  }

  private create(type: string): Promise<Target> {
    return this.targets.create(type, this.content.valuesOf(type));
  }

  private async createFile(type: 'Image' | 'Attachment', hasFile = this.random.chance(HAS_FILE)): Promise<void> {
    if (this.targets.of(type).length >= MAX_FILES) return;
    const fileName = type === 'Image' ? 'a.png' : 'a.txt';
    const uploadUrl = await this.targets.createFile(type, { fileName, ...this.content.valuesOf(type) });
    if (hasFile) await this.upload(type, uploadUrl);
  }

  private async createDocument(): Promise<void> {
    const { id: activityId } = this.random.pick(this.targets.of('Activity'));
    const input = { activityId, title: this.targets.name(), fileName: 'a.txt' };
    const uploadUrl = await this.targets.createFile('RestrictedDocument', input);
    if (this.random.chance(HAS_FILE)) await this.upload('RestrictedDocument', uploadUrl);
  }

  private async replaceFile(): Promise<void> {
    const document = this.random.pick(this.targets.of('RestrictedDocument'));
    const { answer } = await this.server.send(
      `mutation ($input: ReplaceRestrictedDocumentFileInput!) {
        answer: replaceRestrictedDocumentFile(input: $input) { uploadUrl } }`,
      { input: { restrictedDocumentId: document.id, fileName: 'b.txt' } },
    );
    await this.upload(document.type, answer.uploadUrl);
  }

  private async upload(type: string, uploadUrl: string): Promise<void> {
    const body =
      type === 'Image'
        ? await picture(8 + this.random.below(8), 8)
            .png()
            .toBuffer()
        : 'A text.';
    await fetch(uploadUrl, { method: 'PUT', body: typeof body === 'string' ? body : new Uint8Array(body) });
  }

  private async update(target: Target): Promise<void> {
    const values = Object.entries(this.content.valuesOf(target.type));
    const chosen = values.filter(() => this.random.chance(0.4));
    await this.targets.change('update', target, Object.fromEntries(chosen.length === 0 ? values : chosen));
  }

  private schedule(): Promise<void> {
    const publishAt = new Date(Date.now() + 200).toISOString();
    return this.targets.change('schedule', this.random.pick(this.targets.items), { publishAt });
  }

  private async translate(target: Target): Promise<void> {
    const { type, id } = target;
    const { version } = await this.targets.read(target);
    const input = { id, version, locale: 'ru' };
    if (this.random.chance(0.2)) return this.targets.mutate(`delete${type}Translation`, input);
    const state = this.random.pick(['DRAFT', 'PUBLISHED', 'PUBLISHED']);
    await this.targets.mutate(`set${type}Translation`, { ...input, state, ...this.content.textsOf(type) });
  }

  /** Publishes or withdraws the translation of an item alone. */
  private changeLanguage(): Promise<void> {
    const verb = this.random.pick(['publish', 'unpublish']);
    return this.targets.change(verb, this.random.pick(this.targets.items), { locales: ['ru'] });
  }

  private async changeMembers(): Promise<void> {
    const network = this.random.pick(this.targets.of('Network'));
    const { version, node } = await this.targets.read(network);
    const [member] = node['memberships'];
    if (member !== undefined && this.random.chance(0.5)) {
      return this.targets.mutate('deleteMemberCountry', { id: member.id, version });
    }
    const institution = this.key('Organisation');
    const admitted = { country: this.content.country(), kind: 'ACTIVE', institution };
    await this.targets.mutate('admitCountry', { networkId: network.id, version, ...admitted });
  }

  private async changeObjectives(): Promise<void> {
    const activity = this.random.pick(this.targets.of('Activity'));
    const { version, node } = await this.targets.read(activity);
    const last = node['objectives'].at(-1);
    if (last !== undefined) return this.targets.mutate('moveObjective', { id: last.id, version, position: 1 });
    await this.targets.mutate('setObjectives', { activityId: activity.id, version, objectives: ['One'] });
  }

  private async changeTransactions(): Promise<void> {
    const activity = this.random.pick(this.targets.of('Activity'));
    const { version, node } = await this.targets.read(activity);
    const [last] = node['transactions'].nodes;
    const transaction = this.content.transaction();
    if (last === undefined || this.random.chance(0.4)) {
      return this.targets.mutate('createTransaction', { activityId: activity.id, version, ...transaction });
    }
    const isDeleted = this.random.chance(0.3);
    const input = { id: last.id, version, ...(isDeleted ? {} : transaction) };
    await this.targets.mutate(isDeleted ? 'deleteTransaction' : 'updateTransaction', input);
  }

  /** Imports a file that changes one activity and creates another. */
  private async importActivities(): Promise<void> {
    const { node } = await this.targets.read(this.random.pick(this.targets.of('Activity')));
    this.imports += 1;
    const slug = `imported-${this.imports}`;
    const state = this.random.pick(['DRAFT', 'PUBLISHED', 'ARCHIVED']);
    const isFull = this.targets.items.length >= MAX_ITEMS;
    const created = isFull ? [] : [{ ...this.content.valuesOf('Activity'), slug, state: 'PUBLISHED' }];
    const rows = [{ ...this.content.valuesOf('Activity'), slug: node['slug'], state }, ...created];
    const file = path.join(this.server.directory, `${slug}.json`);
    await writeFile(file, JSON.stringify(rows));
    await this.server.run(['import', 'activities', file]);
    if (!isFull) await this.targets.addImported(slug);
  }

  private async purgeTrash(): Promise<void> {
    await this.server.run(['trash', 'purge', '--days', '0']);
    this.targets.forgetDeleted();
  }

  private key(type: string): string {
    return this.targets.keyOf(this.random, type);
  }
}
