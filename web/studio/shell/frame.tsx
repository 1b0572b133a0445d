import { Link, Outlet, useRouterState } from '@tanstack/react-router';
import { type ReactElement, useEffect, useEffectEvent, useRef, useState } from 'react';
import { StudioCountryNamesDocument } from '../../../clients/typescript/src/studio.js';
import { useApi } from '../api';
import { useInterface } from '../interface';
import { siteHome } from '../publication/public-pages';
import { useSession } from '../session';
import { Announcements } from '../ui/announcements';
import { Button } from '../ui/button';
import { ItemSearch } from './item-search';
import { LanguageChoice } from './language-choice';
import { LeaveWarning } from './leave-warning';
import { Navigation } from './navigation';
import { ScreenTitleContext } from './screen';
import { SignOutButton } from './sign-out-button';

/** The frame of every screen: the navigation, the account, and announcements. */
export function Frame(): ReactElement {
  const { t, adopt } = useInterface();
  const { account } = useSession();
  const adoptLocale = useEffectEvent(adopt);
  useEffect(() => void adoptLocale(account.locale), [account.locale]);
  useCountryNames();
  const main = useFocusOnNewScreen();
  const pathname = usePathname();
  const [screenTitle, setScreenTitle] = useState('');
  const [menuOpenedAt, setMenuOpenedAt] = useState<string | null>(null);
  // Another screen closes the menu.
  if (menuOpenedAt !== null && menuOpenedAt !== pathname) setMenuOpenedAt(null);
  const isMenuOpen = menuOpenedAt !== null;
  return (
    <Announcements>
      <LeaveWarning>
        <a className="skip" href="#content">
          {t('nav.skip')}
        </a>
        <header className="studio">
          <Link to="/" className="name">
            {t('studio.name')}
          </Link>
          <Button
            aria-expanded={isMenuOpen}
            aria-controls="menu"
            onPress={() => {
              setMenuOpenedAt(isMenuOpen ? null : pathname);
            }}
          >
            {t('nav.menu')}
          </Button>
          <div id="menu" className={isMenuOpen ? 'is-open' : undefined}>
            <ItemSearch />
            <Navigation />
            <div className="account">
              {siteHome !== null && (
                <a href={siteHome} target="_blank" rel="noreferrer">
                  {t('studio.site')}
                </a>
              )}
              <Link to="/account">{account.name}</Link>
              <LanguageChoice />
              <SignOutButton />
            </div>
          </div>
        </header>
        <main id="content" tabIndex={-1} ref={main}>
          <ScreenTitleContext value={setScreenTitle}>
            <Outlet />
          </ScreenTitleContext>
        </main>
        {/* Screen readers say which screen the focus has come to: its title is shown only when the screen is loaded. */}
        <p className="visually-hidden" role="status">
          {screenTitle}
        </p>
      </LeaveWarning>
    </Announcements>
  );
}

/** Reads the names of countries once for each language that is shown. */
function useCountryNames(): void {
  const { locale, nameCountries } = useInterface();
  const api = useApi();
  const take = useEffectEvent(nameCountries);
  useEffect(() => {
    void api.read(StudioCountryNamesDocument, { locale }).then(({ data }) => {
      if (data !== null) take(locale, new Map(data.countries.map(({ code, name }) => [code, name])));
    });
  }, [api, locale]);
}

/**
 * Moves the focus to the screen when another one is shown, so that screen readers begin there. It stays where it is if that is
 * still shown, as in the form of an item that was new.
 */
function useFocusOnNewScreen(): React.RefObject<HTMLElement | null> {
  const main = useRef<HTMLElement>(null);
  const pathname = usePathname();
  const shown = useRef(pathname);
  useEffect(() => {
    if (shown.current !== pathname && !hasFocus(main.current)) main.current?.focus();
    shown.current = pathname;
  }, [pathname]);
  return main;
}

function usePathname(): string {
  return useRouterState({ select: ({ location }) => location.pathname });
}

function hasFocus(element: HTMLElement | null): boolean {
  return element !== document.activeElement && element?.contains(document.activeElement) === true;
}
