import type { PublishableType, StudioPublicationFragment } from '../../../clients/typescript/src/studio.js';
import { type Api, useApi } from '../api';
import type { Outcome, Problem } from '../outcome';
import { type ChangeInput, publishables } from './publishables';

/** The publication state of an item, to which a change can be undone. */
export type PublicationStatus = Pick<StudioPublicationFragment, 'state' | 'publishAt'>;

/** The version of the item after the change. */
export type Changed = Outcome<number>;

const PARTLY_DONE: Problem = { code: 'PARTLY_DONE', field: null, message: '', version: null };

/** Changes the publication of items of one type. */
export class Publishing {
  constructor(
    private readonly api: Api,
    private readonly type: PublishableType,
  ) {}

  /** @param locales the languages to publish; absent: the item, and each translation keeps its state */
  async publish(item: ChangeInput, locales?: readonly string[]): Promise<Changed> {
    const input = { ...item, ...(locales !== undefined && { locales }) };
    return versionOf(await this.api.change(publishables[this.type].publish, { input }));
  }

  /** @param publishAt the instant, in UTC */
  async schedule(item: ChangeInput, publishAt: string): Promise<Changed> {
    return versionOf(await this.api.change(publishables[this.type].schedule, { input: { ...item, publishAt } }));
  }

  /** @param locales the translations to withdraw; absent: the item becomes a draft */
  async unpublish(item: ChangeInput, locales?: readonly string[]): Promise<Changed> {
    const input = { ...item, ...(locales !== undefined && { locales }) };
    return versionOf(await this.api.change(publishables[this.type].unpublish, { input }));
  }

  async withdraw(item: ChangeInput): Promise<Changed> {
    return versionOf(await this.api.change(publishables[this.type].archive, { input: item }));
  }

  /** Moves the item to the trash. */
  async delete(item: ChangeInput): Promise<Changed> {
    const { data, problems } = await this.api.change(publishables[this.type].delete, { input: item });
    // A deletion is one change, so the version has grown by one.
    return data === null ? { data, problems } : { data: item.version + 1, problems: null };
  }

  /** Takes the item out of the trash, as a draft. */
  async restore(item: ChangeInput): Promise<Changed> {
    return versionOf(await this.api.change(publishables[this.type].restore, { input: item }));
  }

  /** @param to the version whose content becomes the current one */
  async revert(item: ChangeInput, to: number): Promise<Changed> {
    return versionOf(await this.api.change(publishables[this.type].revert, { input: { ...item, to } }));
  }

  /**
   * Publishes translations, and then schedules the item. Readers do not see the translations before the item, even if the connection
   * fails in between. If the schedule is refused, the translations become drafts again. If that fails, the problems say that a part
   * may be done.
   *
   * @param translations languages whose translation is a draft
   * @param onUndone called with the version of the item when the schedule was refused and the translations are drafts again
   */
  async scheduleWith(
    translations: readonly string[],
    item: ChangeInput,
    publishAt: string,
    onUndone: (version: number) => void,
  ): Promise<Changed> {
    if (translations.length === 0) return this.schedule(item, publishAt);
    // Between them, a screen would show the translations as published, and the next schedule would leave them out.
    return this.api.changeInSeries(async () => {
      const published = await this.publish(item, translations);
      if (published.problems !== null) return published;
      const current = { id: item.id, version: published.data };
      const scheduled = await this.schedule(current, publishAt);
      if (scheduled.problems === null) return scheduled;
      const undone = await this.unpublish(current, translations);
      // If only the response to the schedule was lost, the item is scheduled, and its version is another one.
      if (undone.problems !== null) return { data: null, problems: [...scheduled.problems, PARTLY_DONE] };
      onUndone(undone.data);
      return scheduled;
    });
  }

  /** Undoes `scheduleWith`. */
  async unscheduleWith(
    translations: readonly string[],
    before: PublicationStatus,
    item: ChangeInput,
  ): Promise<Changed> {
    if (translations.length === 0) return this.returnTo(before, item);
    const unpublished = await this.unpublish(item, translations);
    if (unpublished.problems !== null) return unpublished;
    return this.returnTo(before, { id: item.id, version: unpublished.data });
  }

  /** Brings an item that is not in the trash back to a state that it had. */
  returnTo({ state, publishAt }: PublicationStatus, item: ChangeInput): Promise<Changed> {
    if (state === 'PUBLISHED') return this.publish(item);
    if (state === 'ARCHIVED') return this.withdraw(item);
    if (state === 'SCHEDULED') return this.schedule(item, publishAt!);
    return this.unpublish(item);
  }

  /** Takes an item out of the trash, back to the state that it had before. */
  async undelete(before: PublicationStatus, item: ChangeInput): Promise<Changed> {
    const restored = await this.restore(item);
    if (restored.problems !== null || before.state === 'DRAFT') return restored;
    return this.returnTo(before, { id: item.id, version: restored.data });
  }
}

/** The changes of items of one type. */
export function usePublishing(type: PublishableType): Publishing {
  return new Publishing(useApi(), type);
}

function versionOf({
  data,
  problems,
}: Outcome<{
  readonly changed: { readonly item: { readonly publication: { readonly version: number } | null } };
}>): Changed {
  // Anyone who may change an item may see its publication.
  return data === null ? { data, problems } : { data: data.changed.item.publication!.version, problems: null };
}
