import { ObjectType } from 'type-graphql';
import { conditionCostsOf } from '../../../core/cost/condition-cost';
import { connectionType, edgeType } from '../../../core/listing/connection';
import type { Listing } from '../../../core/listing/listing';
import { OrderDirection } from '../../../core/listing/order';
import { selectRows } from '../../../core/listing/select-rows';
import { translatedTextField } from '../../../core/listing/translated-text-filter';
import { sql } from '../../../database/sql/sql';
import { isMediaEditable } from '../media.policy';
import { Image } from './image.entity';
import { ImageFilter } from './image.input';

/** The images that the viewer may use and edit, newest first. There are no other orders. */
export const imageListing: Listing<Image, 'ID', ImageFilter> = {
  name: 'images',
  table: 'image',
  alias: 'i',
  entity: Image,
  sorts: { ID: { column: 'id', kind: 'integer', nullable: false, reads: [], of: ({ id }) => id } },
  defaultOrder: [{ field: 'ID', direction: OrderDirection.DESC }],
  conditionCosts: conditionCostsOf(ImageFilter),
  filters: {
    alt: translatedTextField({
      entity: Image,
      table: 'image',
      alias: 'i',
      column: 'alt_folded',
      isEditable: (viewer) => isMediaEditable(viewer, 'i'),
    }),
  },
  // An image without a file cannot be used, nor shown.
  isVisible: (viewer) => sql`(i.content_hash IS NOT NULL AND ${isMediaEditable(viewer, 'i')})`,
  select: selectRows(Image, 'i'),
};

@ObjectType({ simpleResolvers: true, description: 'Image in a list, with its cursor.' })
class ImageEdge extends edgeType(Image, 'image') {}

@ObjectType({ simpleResolvers: true, description: 'Page of a list of images.' })
export class ImageConnection extends connectionType(Image, ImageEdge, 'images') {}
