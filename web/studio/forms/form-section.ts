import type { MessageKey } from '../interface';

/** Fields that belong together. */
export interface FormSection {
  readonly title: MessageKey;
  readonly fields: readonly string[];
}
