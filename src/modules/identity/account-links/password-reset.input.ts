import { Field, InputType, ObjectType } from 'type-graphql';

@InputType({ description: 'Account to choose a new password for.' })
export class RequestPasswordResetInput {
  @Field({ description: 'Email address of the account. Case does not matter.' })
  email!: string;
}

@ObjectType({ simpleResolvers: true, description: 'Result of asking for a new password.' })
export class RequestPasswordResetPayload {
  @Field({
    description:
      'Always true, whether or not the address has an account. If it has one, a mail is sent, at most three in an ' +
      'hour.',
  })
  sent!: boolean;
}

@InputType({ description: 'Token from a mail, and the new password of the account.' })
export class ResetPasswordInput {
  @Field({ description: 'Token of the mail: the part of the address after `#`. It works once, for an hour.' })
  token!: string;

  @Field({
    description:
      'New password, with at least 12 characters and at most 72 bytes of UTF-8. A common password, or one that is easy to ' +
      'guess, is BAD_USER_INPUT with the reason.',
  })
  password!: string;
}

@ObjectType({ simpleResolvers: true, description: 'Result of choosing a new password.' })
export class ResetPasswordPayload {
  @Field({ description: 'Email address of the account, to sign in with. All its sessions have ended.' })
  email!: string;
}
