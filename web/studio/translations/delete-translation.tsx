import { type ReactElement, useState } from 'react';
import { useInterface } from '../interface';
import type { Problem } from '../outcome';
import { useAnnounce } from '../ui/announcements';
import { Button } from '../ui/button';
import { Confirm } from '../ui/dialog';
import { describeProblem } from '../ui/problems';

interface DeleteTranslationProps {
  readonly locale: string;
  /** Returns why it could not be deleted; empty if it was. */
  readonly onDelete: () => Promise<readonly Problem[]>;
}

/** Deletes a translation, after it has asked. */
export function DeleteTranslation({ locale, onDelete }: DeleteTranslationProps): ReactElement {
  const { t, languageName } = useInterface();
  const announce = useAnnounce();
  const [isAsking, setAsking] = useState(false);
  return (
    <>
      <Button
        look="danger"
        onPress={() => {
          setAsking(true);
        }}
      >
        {t('translation.delete')}
      </Button>
      <Confirm
        title={t('translation.deleteTitle', { language: languageName(locale) })}
        text={t('translation.deleteText')}
        action={t('translation.delete')}
        isOpen={isAsking}
        onClose={() => {
          setAsking(false);
        }}
        onConfirm={async () => {
          const [problem] = await onDelete();
          announce(problem === undefined ? t('translation.deleted') : describeProblem(t, problem));
        }}
      />
    </>
  );
}
