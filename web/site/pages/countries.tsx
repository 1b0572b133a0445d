import { SiteCountriesDocument } from '../../../clients/typescript/src/site.js';
import type { Page } from '../page';
import { countriesByName } from '../parts/countries-by-name';
import { CountryLink } from '../parts/country-link';
import { WorldMap } from '../parts/world-map';

/** The countries that take part in anything, by name. */
export const countries: Page = {
  path: '/countries',
  show: async (visit) => {
    const { countries: found } = await visit.api.request(SiteCountriesDocument);
    const sorted = countriesByName(visit, found);
    const title = visit.translate('countries.title');
    return {
      title,
      body: (
        <>
          <h1>{title}</h1>
          {sorted.length === 0 && <p>{visit.translate('countries.none')}</p>}
          <WorldMap visit={visit} countries={sorted.map(({ code }) => code)} />
          <ul className="columns">
            {sorted.map((country) => (
              <li key={country.code}>
                <CountryLink visit={visit} country={country} />
              </li>
            ))}
          </ul>
        </>
      ),
    };
  },
};
