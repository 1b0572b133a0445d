import { defaultKeymap, history, historyKeymap } from '@codemirror/commands';
import { markdown } from '@codemirror/lang-markdown';
import { defaultHighlightStyle, syntaxHighlighting } from '@codemirror/language';
import { EditorState } from '@codemirror/state';
import { EditorView, keymap } from '@codemirror/view';
import { type ReactElement, useEffect, useEffectEvent, useRef } from 'react';
import type { TextLanguage } from '../../ui/text-input';

interface MarkdownEditorProps {
  readonly label: string;
  readonly language: TextLanguage | undefined;
  readonly value: string;
  readonly onChange: (text: string) => void;
}

const theme = EditorView.theme({
  '&': { backgroundColor: 'var(--paper)', color: 'inherit' },
  '.cm-content': { minHeight: '10rem', padding: '0.5rem 0.7rem', caretColor: 'var(--ink)', fontFamily: 'inherit' },
  '.cm-scroller': { fontFamily: 'inherit', lineHeight: '1.5', maxHeight: '30rem', overflow: 'auto' },
  // The colours of the highlighting are for light pages.
  '.cm-line span': { color: 'inherit' },
  '@media print': { '.cm-scroller': { maxHeight: 'none' } },
  '&.cm-focused': { outline: '3px solid var(--accent)', outlineOffset: '2px' },
});

/**
 * What Word puts before an entry of a list: a tab for each level, a bullet, and a tab or spaces that do not break. Lines with four
 * spaces are code.
 */
const PASTED_BULLET = /^(\t*)( {0,3})[•·▪◦‣●○■\uf0b7\uf0a7](?:\t|[ \u00a0]+)/gmu;

/** An editor for Markdown. Tab leaves it. */
export function MarkdownEditor({ label, language, value, onChange }: MarkdownEditorProps): ReactElement {
  const host = useRef<HTMLDivElement>(null);
  const view = useRef<EditorView | null>(null);
  const changed = useEffectEvent(onChange);
  const textNow = useEffectEvent(() => value);
  const { lang, dir } = language ?? {};
  useEffect(() => {
    // In a shadow tree, CodeMirror adds its styles as constructed style sheets, which the policy of the page allows.
    const root = host.current!.shadowRoot ?? host.current!.attachShadow({ mode: 'open', delegatesFocus: true });
    view.current = new EditorView({
      root,
      parent: root,
      state: EditorState.create({
        doc: textNow(),
        extensions: [
          // Other ends of lines than this one stay as they are.
          EditorState.lineSeparator.of('\n'),
          EditorView.clipboardInputFilter.of((text) =>
            text.replace(
              PASTED_BULLET,
              (_bullet, tabs: string, spaces: string) => `${'  '.repeat(tabs.length)}${spaces}- `,
            ),
          ),
          history(),
          keymap.of([...defaultKeymap, ...historyKeymap]),
          markdown(),
          syntaxHighlighting(defaultHighlightStyle),
          EditorView.lineWrapping,
          EditorView.contentAttributes.of({
            'aria-label': label,
            spellcheck: 'true',
            ...(lang && dir && { lang, dir }),
          }),
          theme,
          EditorView.updateListener.of(({ docChanged, state }) => {
            if (docChanged) changed(state.sliceDoc());
          }),
        ],
      }),
    });
    return () => {
      view.current?.destroy();
    };
    // The editor keeps its text itself: see the next effect.
  }, [label, lang, dir]);
  useEffect(() => {
    const editor = view.current!;
    const shown = editor.state.sliceDoc();
    if (shown !== value) editor.dispatch({ changes: { from: 0, to: shown.length, insert: value } });
  }, [value]);
  return <div className="markdown" ref={host} />;
}
