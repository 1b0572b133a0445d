/** Sends an operation as the public. Returns its data, or throws if the server does not answer. */
export type Read = (document: string, variables: object) => Promise<Record<string, any>>;

const named = 'id locale slug name acronym';
const image = 'id alt caption credit focalPoint { x y } width height placeholder url';
const files = `gallery { ${image} } attachments { id title language mediaType byteSize publishedOn url }`;
const links = 'links { kind title url }';
const coded = '{ list code name isWithdrawn }';
const money = '{ amount currency }';
const measurement = '{ value date comment dimensions { name value } }';

/** Everything that the public sees of an item, except connections to other items, and related activities. */
const item = `__typename
  ... on Activity {
    id locale availableLocales slug title summary description descriptionHtml startsOn endsOn createdAt updatedAt topics
    objectives { id text position } participatingCountries { code name } networks { ${named} }
    participation { country { code } organisation { ${named} } women men unspecified total isMerged }
    participants { women men unspecified total }
    organisations { organisation { ${named} url logo { ${image} } } role } cover { ${image} } ${files} ${links}
    programme {
      ${named} description descriptionHtml startsOn organisations { organisation { ${named} } role } logo { ${image} } ${links}
    }
    restrictedDocuments { id title position access { state reason } }
    status statusLabel iatiIdentifier reportingOrganisation { ${named} }
    dates { plannedStart plannedEnd actualStart actualEnd writtenStart writtenEnd }
    sectors { sector ${coded} percentage } sdgs ${coded} policyMarkers ${coded}
    locations { name point { latitude longitude } exactness ${coded} }
    recipients { country { code name } region ${coded} percentage }
    budgets { type status periodStart periodEnd value ${money} valueDate } money { kind value ${money} items }
    transactions(first: 100) { nodes {
      kind date value ${money} valueDate provider { ${named} } receiver { ${named} } sector ${coded} country { code } description
      reference
    } }
    results { type title description indicators {
      title measure isAscending baseline ${measurement}
      periods { start end targets ${measurement} actuals ${measurement} progress }
    } }
    operativeDimension {
      code year place activityType component { code name descriptionHtml programme { ${named} } } region { code name } country { code }
    }
  }
  ... on NewsItem {
    id locale availableLocales slug title excerpt body bodyHtml publishedAt lastChange: updatedAt activities { id locale slug title }
    cover { ${image} } ${files} ${links}
  }
  ... on Network {
    availableLocales ${named} descriptionHtml since supportedBy { ${named} logo { ${image} } } emblem { ${image} } ${links}
    memberships { kind since until country { code } institution { ${named} logo { ${image} } } }
  }
  ... on RestrictedDocument {
    id locale availableLocales title position access { state reason } activity { id locale slug title }
  }`;

const byId = `query ($id: ID!) @inLocales(preferred: ["ru"]) { node(id: $id) { ${item} } }`;

interface Listed {
  readonly id: string;
  readonly restrictedDocuments?: readonly { readonly id: string }[];
}

const lists = { activities: 'id restrictedDocuments { id }', newsItems: 'id', networks: 'id' };

/** The public content, by the ids of items. */
type Content = ReadonlyMap<string, object>;

/** Reads all public content. */
export async function readContent(read: Read): Promise<Content> {
  const ids: string[] = [];
  for (const [list, selection] of Object.entries(lists)) {
    let after: string | null = null;
    do {
      const { page } = (await read(
        `query ($after: String) { page: ${list}(first: 50, after: $after) {
          nodes { ${selection} } pageInfo { hasNextPage endCursor } } }`,
        { after },
      )) as { page: { nodes: Listed[]; pageInfo: { hasNextPage: boolean; endCursor: string } } };
      ids.push(
        ...page.nodes.flatMap(({ id, restrictedDocuments = [] }) => [id, ...restrictedDocuments.map((one) => one.id)]),
      );
      after = page.pageInfo.hasNextPage ? page.pageInfo.endCursor : null;
    } while (after !== null);
  }
  return new Map(await Promise.all(ids.map(async (id) => [id, (await read(byId, { id }))['node']] as const)));
}

/** A copy of the public content that is kept by the messages of a webhook, as docs/webhooks.md describes it. */
export class ContentMirror {
  readonly content = new Map<string, object>();
  private readonly handled = new Set<string>();
  private handling: Promise<void> | null = null;
  private readonly waiting: { readonly messageId: string; readonly id: string }[] = [];

  constructor(private readonly read: Read) {}

  /** Stores a message, which is handled later. */
  take(messageId: string, body: string): void {
    const { data } = JSON.parse(body) as { data: { id: string } };
    this.waiting.push({ messageId, id: data.id });
  }

  /** Handles the stored messages, one after another. They stay stored while the server does not answer. */
  handle(): Promise<void> {
    this.handling ??= this.handleAll()
      .catch(() => undefined)
      .finally(() => (this.handling = null));
    return this.handling;
  }

  private async handleAll(): Promise<void> {
    for (let next = this.waiting[0]; next !== undefined; next = this.waiting[0]) {
      if (!this.handled.has(next.messageId)) {
        const { node } = await this.read(byId, { id: next.id });
        if (node === null) this.content.delete(next.id);
        else this.content.set(next.id, node);
      }
      this.handled.add(next.messageId);
      this.waiting.shift();
    }
  }
}
