import { Field, InputType, ObjectType } from 'type-graphql';
import type { Viewer } from '../../../core/access/viewer';
import { DateTimeScalar } from '../../../core/types/scalars';
import { ViewerType } from '../viewer.resolver';

@InputType({ description: 'Email address and password to sign in with.' })
export class SignInInput {
  @Field({ description: 'Email address of the account. Case does not matter.' })
  email!: string;

  @Field({ description: 'Password of the account.' })
  password!: string;
}

@ObjectType({ simpleResolvers: true, description: 'Result of signing in: a new session.' })
export class SignInPayload {
  @Field({
    description:
      'Session token, to send as `Authorization: Bearer <token>`. It is returned only here. Protect it like the password.',
  })
  token!: string;

  @Field(() => DateTimeScalar, {
    description: 'Time at which the session ends, regardless of use. It ends earlier after 12 hours without use.',
  })
  expiresAt!: string;

  @Field(() => ViewerType, { description: 'Viewer who has signed in.' })
  viewer!: Viewer;
}

@ObjectType({ simpleResolvers: true, description: 'Result of signing in with a browser: a session in a cookie.' })
export class StartBrowserSessionPayload {
  @Field(() => DateTimeScalar, {
    description: 'Time at which the session ends, regardless of use. It ends earlier after 12 hours without use.',
  })
  expiresAt!: string;

  @Field(() => ViewerType, { description: 'Viewer who has signed in.' })
  viewer!: Viewer;
}

@ObjectType({ simpleResolvers: true, description: 'Result of signing out.' })
export class SignOutPayload {
  @Field(() => ViewerType, { description: 'Viewer after signing out, without account and role.' })
  viewer!: Viewer;
}

@ObjectType({ simpleResolvers: true, description: 'Result of signing out of all sessions of an account.' })
export class SignOutEverywherePayload {
  @Field(() => ViewerType, { description: 'Viewer after the sessions have ended, without account and role.' })
  viewer!: Viewer;
}

@InputType({ description: 'Current and new password of the signed-in account.' })
export class ChangePasswordInput {
  @Field({ description: 'Current password.' })
  currentPassword!: string;

  @Field({
    description:
      'New password, with at least 12 characters and at most 72 bytes of UTF-8. A common password, or one that is easy ' +
      'to guess, is BAD_USER_INPUT with the reason.',
  })
  newPassword!: string;
}

@ObjectType({ simpleResolvers: true, description: 'Result of changing your own password.' })
export class ChangePasswordPayload {
  @Field(() => ViewerType, {
    description: 'Viewer in the current session, which continues. Other sessions have ended.',
  })
  viewer!: Viewer;
}
