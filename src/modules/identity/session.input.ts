import { Field, InputType, ObjectType } from 'type-graphql';
import { DateTimeScalar } from '../../core/types/scalars';
import type { Viewer } from '../../core/access/viewer';
import { ViewerType } from './viewer.resolver';

@InputType({ description: 'Who signs in.' })
export class SignInInput {
  @Field({ description: 'The address of the account, in whatever case.' })
  email!: string;

  @Field({ description: 'The password.' })
  password!: string;
}

@ObjectType({ simpleResolvers: true, description: 'The session that signing in has begun.' })
export class SignInPayload {
  @Field({
    description:
      'Proves who asks, in `Authorization: Bearer <token>`. Told this once; keep it as you would the password.',
  })
  token!: string;

  @Field(() => DateTimeScalar, {
    description: 'When the session ends however much it is used; one that is not used for 12 hours ends before.',
  })
  expiresAt!: string;

  @Field(() => ViewerType, { description: 'Who asks with the token.' })
  viewer!: Viewer;
}

@ObjectType({ simpleResolvers: true, description: 'What is left of a session that has ended.' })
export class SignOutPayload {
  @Field(() => ViewerType, { description: 'Who asks from now on: nobody.' })
  viewer!: Viewer;
}

@ObjectType({ simpleResolvers: true, description: 'What is left of the sessions of an account, which have all ended.' })
export class SignOutEverywherePayload {
  @Field(() => ViewerType, { description: 'Who asks from now on: nobody.' })
  viewer!: Viewer;
}

@InputType({ description: 'A new password for whoever asks.' })
export class ChangePasswordInput {
  @Field({ description: 'The password until now.' })
  currentPassword!: string;

  @Field({
    description:
      'The new one: at least 12 characters, at most 72 bytes of UTF-8, and none that is common or easily guessed; ' +
      'the message of BAD_USER_INPUT says what is wrong with it.',
  })
  newPassword!: string;
}

@ObjectType({ simpleResolvers: true, description: 'What has the new password.' })
export class ChangePasswordPayload {
  @Field(() => ViewerType, { description: 'Who asks, in the session that goes on; the others have ended.' })
  viewer!: Viewer;
}
