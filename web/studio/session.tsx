import {
  createContext,
  type ReactElement,
  type ReactNode,
  use,
  useCallback,
  useEffect,
  useMemo,
  useState,
} from 'react';
import { Provider } from 'urql';
import {
  type StudioSessionQuery,
  StudioSignInDocument,
  StudioSignOutDocument,
  type StudioViewerFragment,
} from '../../clients/typescript/src/studio.js';
import { Api, ApiContext } from './api';
import type { Problem } from './outcome';

/** A language of the programme. */
export type ProgrammeLocale = StudioSessionQuery['locales'][number];

/** The editor who uses the studio. */
export interface Session {
  readonly role: 'EDITOR' | 'ADMIN';
  readonly account: NonNullable<StudioViewerFragment['account']>;
  /** The languages of the programme, the default one first. */
  readonly locales: readonly ProgrammeLocale[];
  /** True until the editor signs in again. What is on the screen stays meanwhile. */
  readonly hasEnded: boolean;
  /** Returns the problems if the session goes on, and otherwise leaves the page. */
  readonly signOut: () => Promise<readonly Problem[]>;
  /** Reads the account anew, after a change. */
  readonly refresh: () => Promise<unknown>;
}

/**
 * `reading`: not known yet. `ended`: the session ended while the editor was working, or is that of another account now; what is on the
 * screen stays.
 */
type State =
  | { readonly name: 'reading' | 'signedOut' }
  | { readonly name: 'unreachable'; readonly problems: readonly Problem[] }
  | { readonly name: 'signedIn' | 'ended'; readonly session: Omit<Session, 'hasEnded' | 'signOut' | 'refresh'> };

/** Returns the problems, which are empty if the editor is signed in now. */
export type SignIn = (email: string, password: string) => Promise<readonly Problem[]>;

interface SessionGateProps {
  /** Shown while it is not known whether an editor is signed in. */
  readonly whileReading: ReactNode;
  readonly whenUnreachable: (problems: readonly Problem[], retry: () => void) => ReactNode;
  readonly whenSignedOut: (signIn: SignIn) => ReactNode;
  /** Shown over the children when the session has ended, or is that of another account. */
  readonly whenEnded: (signIn: SignIn, email: string) => ReactNode;
  readonly children: ReactNode;
}

const SessionContext = createContext<Session | null>(null);

/** Gives the screens the API and the session. Only editors and administrators see them. */
export function SessionGate(props: SessionGateProps): ReactElement {
  const [state, setState] = useState<State>({ name: 'reading' });
  const api = useMemo(() => new Api(), []);
  const take = useCallback(
    (read: State) => {
      if ('session' in read) api.accountId = read.session.account.id;
      setState((before) => stateAfter(before, read));
      return read;
    },
    [api],
  );
  useEffect(() => void readState(api).then(take), [api, take]);
  const refresh = useCallback(async () => take(await readState(api)), [api, take]);
  const isSignedIn = state.name === 'signedIn';
  useEffect(() => {
    const onRefusal = async (): Promise<void> => {
      const read = await readState(api);
      // Only a session that is valid shows that an earlier one was refused.
      take(read.name === 'unreachable' ? { name: 'signedOut' } : read);
    };
    api.onUnauthenticated = isSignedIn ? () => void onRefusal() : null;
  }, [api, isSignedIn, take]);
  const hasEnded = state.name === 'ended';
  useEffect(() => {
    const comeBack = async (): Promise<void> => {
      if (document.visibilityState !== 'visible') return;
      // The account may have signed in again in another tab.
      if (hasEnded && !('session' in (await refresh()))) return;
      // Others, and the scheduler, have gone on while the editor was elsewhere.
      api.readAnew();
    };
    const onVisibilityChange = (): void => void comeBack();
    document.addEventListener('visibilitychange', onVisibilityChange);
    return () => {
      document.removeEventListener('visibilitychange', onVisibilityChange);
    };
  }, [api, hasEnded, refresh]);

  const signIn: SignIn = async (email, password) => {
    const { data, problems } = await api.changeAs(null, StudioSignInDocument, { input: { email, password } });
    if (problems !== null) return problems;
    const { viewer } = data.startBrowserSession;
    if (!isEditor(viewer)) {
      await api.changeAs(viewer.account!.id, StudioSignOutDocument, {});
      return [{ code: 'NOT_AN_EDITOR', field: null, message: '', version: null }];
    }
    if (api.accountId !== null && api.accountId !== viewer.account.id) {
      // What this tab shows is of the account that used it before.
      location.assign('/studio');
      return [];
    }
    api.accountId = viewer.account.id;
    let read = await refresh();
    // A read that was under way is answered as of before.
    if (read.name === 'signedOut') read = await refresh();
    return 'problems' in read ? read.problems : [];
  };
  const signOut = useCallback(async () => {
    const { problems } = await api.change(StudioSignOutDocument, {});
    if (problems !== null && !problems.some(({ code }) => code === 'SESSION_ENDED')) return problems;
    // Nothing that the editor has seen stays in the memory of the page.
    location.assign('/studio');
    return [];
  }, [api]);

  const session = useMemo(
    () => ('session' in state ? { ...state.session, hasEnded, signOut, refresh } : null),
    [state, hasEnded, signOut, refresh],
  );
  return (
    <Provider value={api.client}>
      <ApiContext value={api}>
        {state.name === 'reading' && props.whileReading}
        {state.name === 'unreachable' && props.whenUnreachable(state.problems, () => void refresh())}
        {state.name === 'signedOut' && props.whenSignedOut(signIn)}
        {session !== null && <SessionContext value={session}>{props.children}</SessionContext>}
        {state.name === 'ended' && props.whenEnded(signIn, state.session.account.email)}
      </ApiContext>
    </Provider>
  );
}

/** The session of the editor. Only screens within `SessionGate` have one. */
export function useSession(): Session {
  return use(SessionContext)!;
}

/** Nobody is refused because of a right here: the server takes sessions of browsers from its own pages over HTTPS only. */
function ofAddress(problem: Problem): Problem {
  return problem.code === 'FORBIDDEN' ? { ...problem, code: 'WRONG_ADDRESS' } : problem;
}

async function readState(api: Api): Promise<State> {
  const { data, problems } = await api.readSession();
  if (problems === null) return stateOf(data);
  if (problems.some(({ code }) => code === 'UNAUTHENTICATED')) return { name: 'signedOut' };
  return { name: 'unreachable', problems: problems.map(ofAddress) };
}

/** What is on the screen stays if the session has ended, or if it is not known. */
function stateAfter(before: State, read: State): State {
  if (!('session' in before) || 'session' in read) return read;
  return read.name === 'signedOut' && before.name === 'signedIn' ? { ...before, name: 'ended' } : before;
}

function stateOf({ viewer, locales }: StudioSessionQuery): State {
  if (!isEditor(viewer)) return { name: 'signedOut' };
  const ordered = [...locales].sort((one, other) => Number(other.isDefault) - Number(one.isDefault));
  return { name: 'signedIn', session: { ...viewer, locales: ordered } };
}

function isEditor(viewer: StudioViewerFragment): viewer is StudioViewerFragment & Pick<Session, 'role' | 'account'> {
  return viewer.account !== null && (viewer.role === 'EDITOR' || viewer.role === 'ADMIN');
}
