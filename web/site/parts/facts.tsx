import type { ReactElement, ReactNode } from 'react';
import type { SiteLinkFragment } from '../../../clients/typescript/src/site.js';
import type { Visit } from '../visit';

interface FactsProps {
  readonly visit: Visit;
  /** The heading above the table; absent if there is one already. */
  readonly title?: string;
  /** Names and values. Those whose value is null, empty or false are left out. */
  readonly rows: readonly (readonly [name: string, value: ReactNode])[];
}

/** A table of names and values; nothing if there are no values. */
export function Facts({ visit, title, rows }: FactsProps): ReactElement | null {
  const shown = rows.filter(([, value]) => isShown(value));
  if (shown.length === 0) return null;
  return (
    <div {...visit.interfaceLanguage}>
      {title !== undefined && <h2>{title}</h2>}
      <table className="facts">
        <tbody>
          {shown.map(([name, value]) => (
            <tr key={name}>
              <th scope="row">{name}</th>
              <td>{value}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

function isShown(value: ReactNode): boolean {
  return value !== null && value !== undefined && value !== false && value !== '';
}

interface LinksProps {
  readonly visit: Visit;
  /** The language in which the item with the links is shown. */
  readonly locale: string;
  readonly links: readonly SiteLinkFragment[];
}

/** Links to other sites; nothing if there are none. */
export function Links({ visit, locale, links }: LinksProps): ReactElement | null {
  if (links.length === 0) return null;
  return (
    <section {...visit.interfaceLanguage}>
      <h2>{visit.translate('activity.links')}</h2>
      <ul>
        {links.map(({ kindLabel, title, url }) => (
          <li key={url}>
            <a href={url} rel="external noopener" {...visit.inLanguage(locale)}>
              {title}
            </a>{' '}
            <small {...visit.inLanguage(locale)}>{kindLabel}</small>
          </li>
        ))}
      </ul>
    </section>
  );
}
