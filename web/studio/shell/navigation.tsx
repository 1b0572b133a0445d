import { Link } from '@tanstack/react-router';
import { type ReactElement, useId } from 'react';
import { type MessageKey, useInterface } from '../interface';

interface Section {
  readonly to: string;
  readonly name: MessageKey;
}

interface SectionGroup {
  readonly title: MessageKey;
  readonly sections: readonly Section[];
}

/** The screens of the navigation, grouped by what they are for. */
const groups: readonly SectionGroup[] = [
  {
    title: 'nav.work',
    sections: [
      { to: '/', name: 'nav.home' },
      { to: '/unpublished', name: 'nav.unpublished' },
      { to: '/calendar', name: 'nav.calendar' },
      { to: '/documents', name: 'nav.documents' },
      { to: '/trash', name: 'nav.trash' },
    ],
  },
  {
    title: 'nav.content',
    sections: [
      { to: '/activities', name: 'nav.activities' },
      { to: '/news', name: 'nav.news' },
      { to: '/networks', name: 'nav.networks' },
    ],
  },
  {
    title: 'nav.reference',
    sections: [
      { to: '/programmes', name: 'nav.programmes' },
      { to: '/organisations', name: 'nav.organisations' },
      { to: '/regions', name: 'nav.regions' },
      { to: '/vocabularies', name: 'nav.vocabularies' },
    ],
  },
  {
    title: 'nav.media',
    sections: [
      { to: '/images', name: 'nav.images' },
      { to: '/files', name: 'nav.files' },
    ],
  },
  {
    title: 'nav.administration',
    sections: [
      { to: '/people', name: 'nav.people' },
      { to: '/settings', name: 'nav.settings' },
    ],
  },
];

/** The links to all screens, in groups. */
export function Navigation(): ReactElement {
  const { t } = useInterface();
  return (
    <nav aria-label={t('nav.main')}>
      {groups.map((group) => (
        <NavigationGroup key={group.title} {...group} />
      ))}
    </nav>
  );
}

function NavigationGroup({ title, sections }: SectionGroup): ReactElement {
  const { t } = useInterface();
  const id = useId();
  return (
    <div>
      <p id={id}>{t(title)}</p>
      <ul aria-labelledby={id}>
        {sections.map(({ to, name }) => (
          <li key={to}>
            <Link to={to} activeOptions={{ exact: to === '/' }}>
              {t(name)}
            </Link>
          </li>
        ))}
      </ul>
    </div>
  );
}
