import { type KeyboardEvent, type PointerEvent, type ReactElement, useState } from 'react';
import { useInterface } from '../interface';

/** A point of a picture, as parts of its width and its height. */
export interface Point {
  readonly x: number;
  readonly y: number;
}

interface FocalPointInputProps {
  readonly image: {
    readonly url: string;
    readonly width: number;
    readonly height: number;
    readonly placeholder: string;
  };
  readonly value: Point;
  readonly onChange: (point: Point) => void;
}

const STEPS: Readonly<Record<string, Point>> = {
  ArrowLeft: { x: -1, y: 0 },
  ArrowRight: { x: 1, y: 0 },
  ArrowUp: { x: 0, y: -1 },
  ArrowDown: { x: 0, y: 1 },
};

/** The width of the picture that `url` leads to, in pixels. */
const MAX_WIDTH = 640;

const AXES = ['x', 'y'] as const;

/** The point of a picture that stays visible when it is cropped: by the pointer on the picture, or by the arrow keys. */
export function FocalPointInput({ image, value, onChange }: FocalPointInputProps): ReactElement {
  const { t, numbers } = useInterface();
  const [isDragged, setDragged] = useState(false);
  const move = ({ x, y }: Point): void => {
    onChange({ x: partOf(x), y: partOf(y) });
  };
  const onPointer = (event: PointerEvent<HTMLElement>): void => {
    const { left, top, width, height } = event.currentTarget.getBoundingClientRect();
    move({ x: (event.clientX - left) / width, y: (event.clientY - top) / height });
  };
  const onKey = (event: KeyboardEvent): void => {
    const step = STEPS[event.key];
    if (step === undefined) return;
    event.preventDefault();
    const size = event.shiftKey ? 0.1 : 0.01;
    move({ x: value.x + step.x * size, y: value.y + step.y * size });
  };
  return (
    <div className="focal-point" role="group" aria-label={t('media.focalPoint')}>
      <span>{t('media.focalPoint')}</span>
      <span className="hint">{t('media.focalPointHint')}</span>
      <div
        className="picture"
        // The picture takes its place before it is loaded, and at most half of the window.
        style={{
          width: `min(100%, ${Math.min(image.width, MAX_WIDTH)}px, ${Math.round((45 * image.width) / image.height)}vh)`,
        }}
        onPointerDown={(event) => {
          event.currentTarget.setPointerCapture(event.pointerId);
          setDragged(true);
          onPointer(event);
        }}
        onPointerMove={(event) => {
          if (isDragged) onPointer(event);
        }}
        onPointerUp={() => {
          setDragged(false);
        }}
      >
        <img
          src={image.url}
          alt=""
          width={image.width}
          height={image.height}
          style={{ backgroundImage: `url(${image.placeholder})` }}
          draggable={false}
        />
        <span className="point" style={{ insetInlineStart: `${value.x * 100}%`, top: `${value.y * 100}%` }}>
          {AXES.map((axis) => (
            <input
              key={axis}
              type="range"
              min={0}
              max={100}
              aria-label={t(`media.focalPoint.${axis}`)}
              aria-orientation={axis === 'x' ? 'horizontal' : 'vertical'}
              aria-valuetext={numbers.format(Math.round(value[axis] * 100))}
              value={Math.round(value[axis] * 100)}
              onChange={(event) => {
                move({ ...value, [axis]: Number(event.target.value) / 100 });
              }}
              onKeyDown={onKey}
            />
          ))}
        </span>
      </div>
    </div>
  );
}

/** A number as a part of a side, in hundredths. */
function partOf(number: number): number {
  return Math.round(Math.min(Math.max(number, 0), 1) * 100) / 100;
}
