import type { RequestContext } from '../../../core/access/request-context';
import type { LinkedAccount } from '../account-links/account-links';
import type { Throttle } from '../throttle/throttle';
import type { Passwords } from './passwords';

/** Checks passwords that the owners of accounts choose. */
export class NewPasswords {
  constructor(
    private readonly passwords: Passwords,
    private readonly throttle: Throttle,
  ) {}

  /**
   * Checks and hashes the new password of an account, whose owner has proven to be it.
   *
   * @param field the path of the argument
   * @throws BadUserInputError when the password is not acceptable
   * @throws TooManyRequestsError after too many rejected passwords of the account
   */
  async checkAndHash(
    context: RequestContext,
    password: string,
    field: string,
    { id, email, name }: LinkedAccount,
  ): Promise<string> {
    const choice = await this.throttle.beginPasswordChange(context, id);
    await this.passwords.assertAcceptable(password, field, [email, name]);
    await choice.cancel();
    return this.passwords.hash(password);
  }
}
