import type { ReactElement } from 'react';
import {
  OperationError,
  type ResponseError,
  SiteAcceptInvitationDocument,
  SiteRequestPasswordResetDocument,
  SiteResetPasswordDocument,
} from '../../../clients/typescript/src/site.js';
import { forbiddenContent } from '../errors';
import { textOf } from '../form';
import type { MessageKey } from '../messages';
import type { Page, PageContent } from '../page';
import type { Visit } from '../visit';

/** Where the link of an invitation leads: the person chooses the password of the new account. */
export const invitation: Page = passwordPage('/account/invitation', 'account.invitation', async ({ api }, input) => {
  const { acceptInvitation } = await api.request(SiteAcceptInvitationDocument, { input });
  return acceptInvitation.viewer.account?.email ?? '';
});

/** Where the link of a mail leads: the person chooses a new password. */
export const newPassword: Page = passwordPage('/account/password', 'account.newPassword', async ({ api }, input) => {
  const { resetPassword } = await api.request(SiteResetPasswordDocument, { input });
  return resetPassword.email;
});

/** The person asks for a mail with a link. The page says the same whether or not the address has an account. */
export const forgottenPassword: Page = {
  path: '/account/forgotten',
  show: async (visit) => accountContent(visit, 'account.forgotten', <EmailForm visit={visit} />),
  submit: async (visit, _parameters, form) => {
    if (!visit.isSameOrigin) return forbiddenContent(visit);
    const email = textOf(form, 'email');
    await visit.api.request(SiteRequestPasswordResetDocument, { input: { email } });
    return accountContent(
      visit,
      'account.forgotten',
      <p role="status">{visit.translate('account.sent', { email })}</p>,
    );
  },
};

interface PasswordInput {
  readonly token: string;
  readonly password: string;
}

type Title = 'account.invitation' | 'account.newPassword' | 'account.forgotten';

/** A page with a form for a password. Opening it does nothing, since programs that scan mails open links. */
function passwordPage(
  path: string,
  title: Title,
  choose: (visit: Visit, input: PasswordInput) => Promise<string>,
): Page {
  return {
    path,
    show: async (visit) => accountContent(visit, title, <PasswordForm visit={visit} token="" />),
    submit: async (visit, _parameters, form) => {
      if (!visit.isSameOrigin) return forbiddenContent(visit);
      const input = { token: textOf(form, 'token').trim(), password: textOf(form, 'password') };
      try {
        const email = await choose(visit, input);
        return accountContent(visit, title, <PasswordSet visit={visit} email={email} />);
      } catch (error) {
        if (!(error instanceof OperationError) || error.code !== 'BAD_USER_INPUT') throw error;
        const [problem] = error.errors;
        const body = <PasswordForm visit={visit} token={input.token} problem={problem} />;
        return { ...accountContent(visit, title, body), status: 422 };
      }
    },
  };
}

function accountContent(visit: Visit, key: MessageKey, body: ReactElement): PageContent {
  const title = visit.translate(key);
  return {
    title,
    usesLinkToken: true,
    headers: { 'cache-control': 'no-store', 'x-robots-tag': 'noindex' },
    body: (
      <article className="message">
        <h1>{title}</h1>
        {body}
      </article>
    ),
  };
}

interface PasswordFormProps {
  readonly visit: Visit;
  /** What the person has sent; empty at first. A script writes the token of the link here. */
  readonly token: string;
  /** What the API says is wrong; absent at first. */
  readonly problem?: ResponseError | undefined;
}

function PasswordForm({ visit, token, problem }: PasswordFormProps): ReactElement {
  const { translate: t } = visit;
  const isOfToken = problem?.extensions['field'] === 'input.token';
  const refused = { 'aria-describedby': 'problem', 'aria-invalid': true } as const;
  return (
    <form className="unlock" method="post">
      {problem !== undefined && (
        <p className="problem" role="alert" id="problem">
          {isOfToken ? (
            t('account.refused.token')
          ) : (
            <>
              {t('account.refused.password')} <span lang="en">{problem.message}</span>
            </>
          )}
        </p>
      )}
      <label>
        {t('account.token')}
        <input
          name="token"
          defaultValue={token}
          autoComplete="off"
          data-link-token=""
          {...(isOfToken && refused)}
          required
        />
      </label>
      <label>
        {t('account.password')}
        <input
          type="password"
          name="password"
          autoComplete="new-password"
          minLength={12}
          {...(problem !== undefined && !isOfToken && refused)}
          required
        />
      </label>
      <button>{t('account.choose')}</button>
    </form>
  );
}

function PasswordSet({ visit, email }: { readonly visit: Visit; readonly email: string }): ReactElement {
  return (
    <>
      <p role="status">{visit.translate('account.done', { email })}</p>
      {visit.site.hasStudio && (
        <p>
          <a href="/studio">{visit.translate('account.studio')}</a>
        </p>
      )}
    </>
  );
}

function EmailForm({ visit }: { readonly visit: Visit }): ReactElement {
  return (
    <form className="unlock" method="post">
      <label>
        {visit.translate('account.email')}
        <input type="email" name="email" autoComplete="email" required />
      </label>
      <button>{visit.translate('account.send')}</button>
    </form>
  );
}
