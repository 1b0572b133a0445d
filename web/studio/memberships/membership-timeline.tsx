import type { ReactElement } from 'react';
import type { StudioMembershipFragment } from '../../../clients/typescript/src/studio.js';
import { useInterface } from '../interface';
import { Timescale } from './timescale';

const kinds = ['ACTIVE', 'PARTICIPATING', 'OBSERVER'] as const;

interface MembershipTimelineProps {
  readonly memberships: readonly StudioMembershipFragment[];
}

/** The memberships of each country as bars along the years. Screen readers read the table, which says the same. */
export function MembershipTimeline({ memberships }: MembershipTimelineProps): ReactElement {
  const { optionName } = useInterface();
  const scale = new Timescale(memberships.flatMap(({ since, until }) => [since, until]));
  const countries = new Map(memberships.map(({ country }) => [country.code, country.name]));
  return (
    <figure className="timeline" aria-hidden="true">
      <figcaption className="legend">
        {kinds.map((kind) => (
          <span key={kind}>
            <span className={`period ${kind}`} /> {optionName(kind)}
          </span>
        ))}
      </figcaption>
      <div className="line">
        <span />
        <span className="years">
          <span>{scale.firstYear}</span>
          <span>{scale.lastYear}</span>
        </span>
      </div>
      {[...countries].map(([code, name]) => (
        <div key={code} className="line">
          <span>{name}</span>
          <span className="track">
            {memberships
              .filter(({ country }) => country.code === code)
              .map(({ id, kind, since, until }) => {
                const start = scale.percentOf(since ?? String(scale.firstYear));
                const end = until === null ? 100 : scale.percentOf(until);
                return (
                  <span
                    key={id}
                    className={`period ${kind} ${since === null ? 'open-start' : ''}`}
                    style={{ insetInlineStart: `${start}%`, inlineSize: `${end - start}%` }}
                  />
                );
              })}
          </span>
        </div>
      ))}
    </figure>
  );
}
