import { Field, InputType, ObjectType, registerEnumType } from 'type-graphql';
import { Cached } from '../../../core/types/cached';
import { UrlScalar } from '../../../core/types/scalars';
import { LongText } from '../../../core/types/text';
import type { LabelledItem } from '../../localization/item-labels';

export enum LinkKind {
  VIDEO = 'VIDEO',
  REPORT = 'REPORT',
  WEBSITE = 'WEBSITE',
  SOCIAL = 'SOCIAL',
}

registerEnumType(LinkKind, {
  name: 'LinkKind',
  description: 'Type of page or file that a link leads to.',
  valuesConfig: {
    VIDEO: { description: 'Recording, as a page that plays it or as a file.' },
    REPORT: { description: 'Report or another document.' },
    WEBSITE: { description: 'Website or a page of one.' },
    SOCIAL: { description: 'Page in a social network.' },
  },
});

@Cached('revision')
@ObjectType({
  simpleResolvers: true,
  description: 'Link to a page elsewhere. Pages show it as a link and embed nothing.',
})
export class Link {
  @Field(() => LinkKind, { description: 'Type of page or file that the link leads to.' })
  kind!: LinkKind;

  @Field({ description: 'Title of the link.' })
  title!: string;

  @LongText()
  @Field(() => UrlScalar, { description: 'The https address that the link leads to.' })
  url!: string;

  /** The item that shows the link. */
  readonly item!: LabelledItem;
}

/** A link as a part of content. */
export type LinkContent = Pick<Link, 'kind' | 'title' | 'url'>;

@InputType({ description: 'Link to a page elsewhere.' })
export class LinkInput {
  @Field(() => LinkKind, { description: 'Type of page or file that the new link leads to.' })
  kind!: LinkKind;

  @Field({ description: 'Title of the link, 1 to 300 characters.' })
  title!: string;

  @Field({ description: 'The https address that the link leads to, at most 2,000 characters.' })
  url!: string;
}
