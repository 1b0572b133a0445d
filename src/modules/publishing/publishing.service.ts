import type { RequestContext } from '../../core/access/request-context';
import { applyInput, type Content, emptyContent, prepareInput } from '../../core/fields/content';
import type { ContentInput } from '../../core/fields/field';
import type { MutationCall } from '../../core/mutations/idempotency';
import type { ChangeCall, ChangeInput, MutationInput } from '../../core/mutations/mutation-inputs';
import type { MutationRunner } from '../../core/mutations/mutation-runner';
import { getKey } from '../../core/types/global-id';
import type { RevisionAction } from './history/revision.entity';
import type { PublishableDefinition } from './publishable';
import { type Change, changePublishable, createPublishable, draftStatus, type Target } from './publishable-changes';

/**
 * The one way in which publishable items change. Each change is one idempotent transaction: it is based on the current
 * version, leaves valid content, and adds a revision and the events that follow from it.
 */
export class Publishing {
  constructor(readonly mutations: MutationRunner) {}

  /**
   * Creates an item as a draft; returns its id.
   *
   * @throws InvalidInputError with all problems of the input
   * @throws ForbiddenError when the viewer may not create the item
   */
  async create<C extends Content, I extends keyof C>(
    context: RequestContext,
    type: PublishableDefinition<C, I>,
    input: MutationInput & ContentInput<C, I>,
  ): Promise<number> {
    const call = { mutation: `create${type.name}`, input };
    await prepareInput(type.content, input);
    return this.mutations.run(context, call, async (unit) => {
      const content = applyInput(type.content, emptyContent(type.content), input);
      return { id: await createPublishable(unit, type, { content, status: draftStatus }) };
    });
  }

  /**
   * Applies an input to the content of an item; returns its id.
   *
   * @throws the errors of `change`
   */
  async update<C extends Content, I extends keyof C>(
    context: RequestContext,
    type: PublishableDefinition<C, I>,
    input: ChangeInput & ContentInput<C, I>,
  ): Promise<number> {
    const call = { mutation: `update${type.name}`, input };
    await prepareInput(type.content, input);
    return this.changeContent(context, type, call, (content) => applyInput(type.content, content, input));
  }

  /**
   * Changes the content of an item in another way than by its input; returns its id.
   *
   * @throws the errors of `change`
   */
  changeContent<C extends Content>(
    context: RequestContext,
    type: PublishableDefinition<C>,
    call: ChangeCall,
    change: (content: C, now: string) => C,
  ): Promise<number> {
    const { id, version } = call.input;
    const target = { id: getKey(id, type.name, 'input.id'), version };
    return this.change(context, type, call, target, {
      next: ({ content, status }, { now }) => ({ content: change(content, now), status }),
    });
  }

  /**
   * Changes an item; returns its id. A change that makes no difference writes nothing: the version stays.
   *
   * @param change `next` computes the snapshot after the change; `action` is what the history calls it, UPDATED if absent
   * @throws NotFoundError when the viewer does not see the item, ForbiddenError when the viewer may not edit it
   * @throws ConflictError when the item has another version; `extensions.version` is the current one
   * @throws InvalidInputError with all problems of the new content
   */
  change<C extends Content>(
    context: RequestContext,
    type: PublishableDefinition<C>,
    call: MutationCall,
    target: Target,
    { next, action }: { readonly next: Change<C>; readonly action?: RevisionAction },
  ): Promise<number> {
    return this.mutations.run(context, call, async (unit) => {
      await changePublishable(unit, type, target, next, action);
      return { id: target.id };
    });
  }
}
