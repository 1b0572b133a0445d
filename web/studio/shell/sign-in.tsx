import { type ReactElement, type SyntheticEvent, useState } from 'react';
import { Form } from 'react-aria-components';
import { useInterface } from '../interface';
import type { Problem } from '../outcome';
import { forgottenPasswordPage } from '../publication/public-pages';
import type { SignIn } from '../session';
import { Button } from '../ui/button';
import { Dialog } from '../ui/dialog';
import { Problems } from '../ui/problems';
import { TextInput } from '../ui/text-input';
import { LanguageChoice } from './language-choice';

interface SignInProps {
  readonly signIn: SignIn;
}

/** The first screen of those who are not signed in. */
export function SignInScreen({ signIn }: SignInProps): ReactElement {
  const { t, locale } = useInterface();
  return (
    <main className="sign-in">
      <h1>{t('studio.name')}</h1>
      <SignInForm signIn={signIn} />
      <p>
        <a href={forgottenPasswordPage(locale)}>{t('signIn.forgotten')}</a>
      </p>
      <LanguageChoice />
    </main>
  );
}

/**
 * Asks for the password again when the session has ended, or is that of another account. What was typed stays on the screen behind
 * it. The link leaves that screen, which another account must not get to see.
 */
export function SessionEnded({ signIn, email }: SignInProps & { readonly email: string }): ReactElement {
  const { t } = useInterface();
  return (
    <Dialog title={t('signIn.ended')} text={t('signIn.endedText')} isOpen>
      <SignInForm signIn={signIn} email={email} />
      <p>
        <a href="/studio">{t('signIn.another')}</a>
      </p>
    </Dialog>
  );
}

function SignInForm({ signIn, email }: SignInProps & { readonly email?: string }): ReactElement {
  const { t } = useInterface();
  const [problems, setProblems] = useState<readonly Problem[]>([]);
  const [isPending, setPending] = useState(false);
  const submit = async (event: SyntheticEvent<HTMLFormElement>): Promise<void> => {
    event.preventDefault();
    const values = new FormData(event.currentTarget);
    setPending(true);
    setProblems(await signIn(values.get('email') as string, values.get('password') as string));
    setPending(false);
  };
  return (
    <Form onSubmit={(event) => void submit(event)}>
      <TextInput
        label={t('signIn.email')}
        name="email"
        type="email"
        autoComplete="username"
        isRequired
        autoFocus={email === undefined}
        {...(email !== undefined && { defaultValue: email, isReadOnly: true })}
      />
      <TextInput
        label={t('signIn.password')}
        name="password"
        type="password"
        autoComplete="current-password"
        isRequired
        autoFocus={email !== undefined}
      />
      <Problems problems={problems} />
      <Button type="submit" look="primary" isPending={isPending}>
        {t('signIn.submit')}
      </Button>
    </Form>
  );
}
