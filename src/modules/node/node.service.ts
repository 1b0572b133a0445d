import { continueAs, type LoaderDefinition, type RequestContext } from '../../core/access/request-context';
import { decodeGlobalId } from '../../core/types/global-id';
import type { Node } from '../../core/types/node';
import { BadUserInputError } from '../../errors';
import { previewables } from '../publishables';
import { findPreviewed } from '../publishing/preview/previews';

/** Maximum ids in one field. */
export const MAX_IDS = 100;

/** Finds nodes of every type by their global ids. */
export class Nodes {
  /** @param loadersByType each applies the policy of its type */
  constructor(private readonly loadersByType: ReadonlyMap<string, LoaderDefinition<number, Node | null>>) {}

  /**
   * Finds the node with this global id. Returns null if there is none that the viewer may see.
   *
   * @throws BadUserInputError for the argument `field` if the text is not a global id of this server
   */
  async find({ loaders }: RequestContext, id: string, field: string): Promise<Node | null> {
    const decoded = decodeGlobalId(id);
    const loader = decoded === null ? undefined : this.loadersByType.get(decoded.type);
    if (decoded === null || loader === undefined) {
      throw new BadUserInputError(`${field} must be a global id of this server`, field);
    }
    return loaders.load(loader, decoded.key);
  }

  /** @throws BadUserInputError as `find` does, and if there are more than 100 ids */
  findAll(context: RequestContext, ids: readonly string[]): Promise<(Node | null)[]> {
    if (ids.length > MAX_IDS) throw new BadUserInputError(`ids must contain at most ${MAX_IDS} ids`, 'ids');
    return Promise.all(ids.map((id, position) => this.find(context, id, `ids.${position}`)));
  }

  /**
   * Finds the item that a preview token shows. Returns null if the token has expired or never existed. The rest of the
   * operation sees the item as well, so that its fields can be read. `loneFieldsRule` ensures that the operation has no
   * other root field that could reveal it.
   */
  async findPreviewed(context: RequestContext, token: string): Promise<Node | null> {
    const preview = await findPreviewed(context, previewables, token);
    if (preview === null) return null;
    continueAs(context, { ...context.viewer, preview });
    return context.loaders.load(this.loadersByType.get(preview.type)!, preview.id);
  }
}
