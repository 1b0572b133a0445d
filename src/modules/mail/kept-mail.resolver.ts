import { Ctx, Field, ObjectType, Query, Resolver } from 'type-graphql';
import { Auth } from '../../core/access/auth';
import type { RequestContext } from '../../core/access/request-context';
import { Role } from '../../core/access/role';
import { hasRoleEverywhere } from '../../core/access/viewer';
import { Cost } from '../../core/cost/field-cost';
import { DateTimeScalar } from '../../core/types/scalars';
import { type MailQueue, MAX_KEPT } from './mail-queue';

/** Cost of listing kept mails, most of which is their decryption. */
const COST_OF_LIST = MAX_KEPT * 3_000;

@ObjectType({
  simpleResolvers: true,
  description: 'Mail that the server has kept as a file, because it has no SMTP server. Only administrators see it.',
})
export class KeptMail {
  @Field({ description: 'Email address of the recipient.' })
  to!: string;

  @Field({ description: 'Subject of the mail, in its language.' })
  subject!: string;

  @Field({ description: 'Plain text of the mail, with the link or the code to pass on.' })
  text!: string;

  @Field(() => DateTimeScalar, { description: 'Time of the mail.' })
  at!: string;

  @Field(() => DateTimeScalar, {
    description: 'Time from which the mail is of no use. It is deleted soon after, with its file.',
  })
  expiresAt!: string;
}

@Resolver()
export class KeptMailResolver {
  constructor(private readonly queue: MailQueue) {}

  @Auth(Role.ADMIN)
  @Cost({ size: { assumed: MAX_KEPT }, scans: () => COST_OF_LIST })
  @Query(() => [KeptMail], {
    nullable: true,
    description: `Mails that the server has kept as files because it has no SMTP server, newest first, at most ${MAX_KEPT}. They contain secrets, such as the link to choose a new password: pass each mail on to its recipient only. Empty if mails are sent.`,
  })
  keptMails(@Ctx() { viewer, now }: RequestContext): Promise<KeptMail[]> | KeptMail[] {
    return hasRoleEverywhere(viewer, Role.ADMIN) ? this.queue.findKept(now) : [];
  }
}
