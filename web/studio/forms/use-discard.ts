import { useInterface } from '../interface';
import { useAnnounce } from '../ui/announcements';
import type { ItemForm } from './use-item-form';

/** Discards the changes of a form, which can be undone. */
export function useDiscard(form: ItemForm, onDiscard: () => void): () => void {
  const { t } = useInterface();
  const announce = useAnnounce();
  return () => {
    const restore = form.discard();
    onDiscard();
    announce(t('form.discarded'), () => {
      restore();
      return Promise.resolve();
    });
  };
}
