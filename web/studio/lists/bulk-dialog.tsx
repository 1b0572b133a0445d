import { type ReactElement, useRef, useState } from 'react';
import { Form } from 'react-aria-components';
import { useApi } from '../api';
import { useInterface } from '../interface';
import { Button } from '../ui/button';
import { Choice } from '../ui/choice';
import { Dialog } from '../ui/dialog';
import { describeProblems } from '../ui/problems';
import { Progress } from '../ui/progress';
import { TextInput } from '../ui/text-input';
import { type BulkAction, type BulkQuestion, type BulkRow, type RowResult, runBulkAction } from './bulk-action';
import { ReferenceChoice } from './reference-choice';

interface BulkDialogProps<N> {
  readonly action: BulkAction<N>;
  readonly rows: readonly BulkRow<N>[];
  /** Called when the action has run, and not when it is cancelled before. */
  readonly onRun: () => void;
  readonly onClose: () => void;
}

/** Asks once, runs an action for several items with its progress, and reports what became of each. */
export function BulkDialog<N>({ action, rows, onRun, onClose }: BulkDialogProps<N>): ReactElement {
  const { t } = useInterface();
  const api = useApi();
  const { questions = [] } = action;
  const [answers, setAnswers] = useState(() => questions.map(firstAnswer));
  const [results, setResults] = useState<ReadonlyMap<string, RowResult>>(new Map());
  const [phase, setPhase] = useState<'asking' | 'running' | 'done'>('asking');
  const controller = useRef(new AbortController());

  const run = async (): Promise<void> => {
    setPhase('running');
    await runBulkAction({
      api,
      action,
      rows,
      answers: answers.map((answer) => answer.trim()),
      signal: controller.current.signal,
      onResult: (id, result) => {
        setResults((before) => new Map([...before, [id, result]]));
      },
    });
    setPhase('done');
    onRun();
  };
  return (
    <Dialog title={action.label} isOpen {...(phase !== 'running' && { onClose })}>
      {phase === 'asking' ? (
        <Form
          onSubmit={(event) => {
            event.preventDefault();
            void run();
          }}
        >
          <p>{t('bulk.ask', { count: rows.length })}</p>
          {questions.map((question, index) => (
            <Question
              key={question.label}
              question={question}
              value={answers[index]!}
              onChange={(answer) => {
                setAnswers((before) => before.with(index, answer));
              }}
            />
          ))}
          <div className="actions">
            <Button autoFocus={questions.length === 0} onPress={onClose}>
              {t('action.cancel')}
            </Button>
            <Button
              type="submit"
              look={action.look ?? 'primary'}
              isDisabled={answers.some((answer) => answer.trim() === '')}
            >
              {action.label}
            </Button>
          </div>
        </Form>
      ) : (
        <>
          <Progress done={results.size} all={rows.length} />
          <BulkReport rows={rows} results={results} isDone={phase === 'done'} />
          <div className="actions">
            {phase === 'running' ? (
              <Button
                autoFocus
                onPress={() => {
                  controller.current.abort();
                }}
              >
                {t('bulk.stop')}
              </Button>
            ) : (
              <Button autoFocus look="primary" onPress={onClose}>
                {t('action.close')}
              </Button>
            )}
          </div>
        </>
      )}
    </Dialog>
  );
}

/** A choice begins with its first value. */
function firstAnswer(question: BulkQuestion): string {
  return question.kind === 'choice' ? question.options[0]!.value : '';
}

interface QuestionProps {
  readonly question: BulkQuestion;
  readonly value: string;
  readonly onChange: (value: string) => void;
}

function Question({ question, value, onChange }: QuestionProps): ReactElement {
  const { kind, label } = question;
  if (kind === 'choice') return <Choice label={label} value={value} options={question.options} onChange={onChange} />;
  if (kind === 'text') return <TextInput autoFocus label={label} value={value} onChange={onChange} isRequired />;
  return <ReferenceChoice label={label} type={question.type} value={value} isRequired onChange={onChange} />;
}

interface BulkReportProps {
  readonly rows: readonly BulkRow<unknown>[];
  readonly results: ReadonlyMap<string, RowResult>;
  readonly isDone: boolean;
}

function BulkReport({ rows, results, isDone }: BulkReportProps): ReactElement {
  const { t } = useInterface();
  const countOf = (counted: RowResult['outcome']): number =>
    [...results.values()].filter(({ outcome }) => outcome === counted).length;
  const unaffected = countOf('unaffected');
  return (
    <>
      <p role="status">
        {isDone && t('bulk.summary', { done: countOf('done'), all: rows.length })}
        {isDone && unaffected > 0 && ` ${t('bulk.unaffectedCount', { count: unaffected })}`}
      </p>
      <ul className="rows report">
        {rows.map(({ id, title, locale }) => {
          const { outcome, reasons } = results.get(id) ?? { outcome: 'waiting', reasons: [] };
          return (
            <li key={id} className={outcome}>
              <span lang={locale}>{title}</span>
              <span>
                {t(`bulk.${outcome}`)}
                {reasons.length > 0 && ': '}
                {describeProblems(t, reasons)}
              </span>
            </li>
          );
        })}
      </ul>
    </>
  );
}
