import { isCreatorEditor } from '../../../../core/access/creator';
import { raw, type Sql, sql } from '../../../../database/sql/sql';
import { isActivityOfNetwork } from '../../../catalogue/activity/activity.policy';

/**
 * The codes whose creator may still edit the document, as a condition on the tables with these aliases. A code ends with
 * the rights of the account or API key that created it.
 */
export function isCodeBacked(code: string, activity: string, now: string): Sql {
  return isCreatorEditor(code, now, (networkId) => isActivityOfNetwork(activity, networkId));
}

/** The codes that open their document at this instant, as a condition on the tables with these aliases. */
export function isCodeActive(code: string, activity: string, now: string): Sql {
  const c = raw(code);
  return sql`${c}.revoked_at IS NULL AND (${c}.expires_at IS NULL OR ${c}.expires_at > ${now})
    AND (${c}.max_uses IS NULL OR ${c}.uses < ${c}.max_uses) AND ${isCodeBacked(code, activity, now)}`;
}
