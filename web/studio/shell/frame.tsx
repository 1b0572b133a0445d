import { Link, Outlet, useRouterState } from '@tanstack/react-router';
import { useEffect, useRef, type ReactElement } from 'react';
import { useInterface, type MessageKey } from '../interface';
import { useSession } from '../session';
import { Announcements } from '../ui/announcements';
import { Button } from '../ui/button';
import { LanguageChoice } from './language-choice';

interface Section {
  readonly to: string;
  readonly name: MessageKey;
  /** True if only administrators use it. */
  readonly isForAdmins?: boolean;
}

const sections: readonly Section[] = [
  { to: '/', name: 'nav.home' },
  { to: '/activities', name: 'nav.activities' },
  { to: '/news', name: 'nav.news' },
  { to: '/networks', name: 'nav.networks' },
  { to: '/programmes', name: 'nav.programmes' },
  { to: '/organisations', name: 'nav.organisations' },
  { to: '/regions', name: 'nav.regions' },
  { to: '/images', name: 'nav.images' },
  { to: '/files', name: 'nav.files' },
  { to: '/unpublished', name: 'nav.unpublished' },
  { to: '/calendar', name: 'nav.calendar' },
  { to: '/trash', name: 'nav.trash' },
  { to: '/people', name: 'nav.people' },
  { to: '/settings', name: 'nav.settings' },
];

/** The frame of every screen: the navigation, the account, and announcements. */
export function Frame(): ReactElement {
  const { t } = useInterface();
  const { role, account, signOut } = useSession();
  const main = useFocusOnNewScreen();
  return (
    <Announcements>
      <a className="skip" href="#content">
        {t('nav.skip')}
      </a>
      <header className="studio">
        <Link to="/" className="name">
          {t('studio.name')}
        </Link>
        <nav aria-label={t('nav.main')}>
          <ul>
            {sections
              .filter(({ isForAdmins }) => isForAdmins !== true || role === 'ADMIN')
              .map(({ to, name }) => (
                <li key={to}>
                  <Link to={to} activeOptions={{ exact: to === '/' }}>
                    {t(name)}
                  </Link>
                </li>
              ))}
          </ul>
        </nav>
        <div className="account">
          <Link to="/account">{account.name}</Link>
          <LanguageChoice />
          <Button onPress={() => void signOut()}>{t('studio.signOut')}</Button>
        </div>
      </header>
      <main id="content" tabIndex={-1} ref={main}>
        <Outlet />
      </main>
    </Announcements>
  );
}

/**
 * Moves the focus to the screen when another one is shown, so that screen readers begin there. It stays where it is if that is
 * still shown, as in the form of an item that was new.
 */
function useFocusOnNewScreen(): React.RefObject<HTMLElement | null> {
  const main = useRef<HTMLElement>(null);
  const pathname = useRouterState({ select: ({ location }) => location.pathname });
  const shown = useRef(pathname);
  useEffect(() => {
    if (shown.current !== pathname && !hasFocus(main.current)) main.current?.focus();
    shown.current = pathname;
  }, [pathname]);
  return main;
}

function hasFocus(element: HTMLElement | null): boolean {
  return element !== document.activeElement && element?.contains(document.activeElement) === true;
}
