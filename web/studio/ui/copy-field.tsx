import { type ReactElement, useRef } from 'react';
import { Input, Label, TextField } from 'react-aria-components';
import { useInterface } from '../interface';
import { useAnnounce } from './announcements';
import { Button } from './button';
import './copy-field.css';

interface CopyFieldProps {
  readonly label: string;
  readonly value: string;
  /** True for what must be copied now: the button that copies it has the focus at first. */
  readonly autoFocus?: boolean;
}

/** A text to copy. Where the browser allows no copying, the text is selected. */
export function CopyField({ label, value, autoFocus = false }: CopyFieldProps): ReactElement {
  const { t } = useInterface();
  const announce = useAnnounce();
  const input = useRef<HTMLInputElement>(null);
  const copy = async (): Promise<void> => {
    try {
      await navigator.clipboard.writeText(value);
      announce(t('copy.done'));
    } catch {
      input.current?.select();
      announce(t('copy.selected'));
    }
  };
  return (
    <div className="copy">
      <TextField className="field" value={value} isReadOnly>
        <Label>{label}</Label>
        <Input ref={input} />
      </TextField>
      <Button autoFocus={autoFocus} aria-label={t('copy.of', { label })} onPress={() => void copy()}>
        {t('copy.action')}
      </Button>
    </div>
  );
}
