// A question before something is done. The browser's own dialog holds the focus, closes on Escape
// and gives the focus back.
import { useEffect, useId, useRef, useState } from 'preact/hooks';
import type { ComponentChildren } from 'preact';
import { ApiError } from '../api/client';
import { keep_token } from '../api/token';

const kUnauthorized = 401;
const kTokenLengthMax = 200;

interface DialogProps {
  title: string;
  on_close: () => void;
  wide?: boolean;
  children: ComponentChildren;
}

export function Dialog({ title, on_close, wide = false, children }: DialogProps) {
  const dialog = useRef<HTMLDialogElement>(null);
  const id = useId();
  useEffect(() => dialog.current?.showModal(), []);
  return (
    <dialog
      ref={dialog}
      class={wide ? 'dialog dialog-wide' : 'dialog'}
      aria-labelledby={id}
      onClose={on_close}
    >
      <h2 id={id}>{title}</h2>
      {children}
    </dialog>
  );
}

interface ConfirmProps {
  title: string;
  /** The button's word for doing it: "Scan now". */
  action: string;
  /** True when it takes something away. */
  is_grave?: boolean;
  run: () => Promise<unknown>;
  on_close: () => void;
  /** What will happen. */
  children: ComponentChildren;
}

export function ConfirmDialog(props: ConfirmProps) {
  const [busy, set_busy] = useState(false);
  const [error, set_error] = useState<string | null>(null);
  const [token, set_token] = useState<string | null>(null);

  async function confirm(): Promise<void> {
    set_busy(true);
    set_error(null);
    if (token !== null) keep_token(token);
    try {
      await props.run();
      props.on_close();
    } catch (failure) {
      set_error(failure instanceof Error ? failure.message : String(failure));
      if (failure instanceof ApiError && failure.status === kUnauthorized) set_token('');
      set_busy(false);
    }
  }

  return (
    <Dialog title={props.title} on_close={props.on_close}>
      <div class="dialog-body">{props.children}</div>
      {error !== null && (
        <p class="dialog-error" role="alert">
          {error}
        </p>
      )}
      {token !== null && <TokenField value={token} on_input={set_token} />}
      <div class="dialog-buttons">
        <button type="button" class="button" onClick={props.on_close}>
          Leave it
        </button>
        <button
          type="button"
          class={props.is_grave ? 'button primary grave' : 'button primary'}
          disabled={busy}
          onClick={() => void confirm()}
        >
          {props.action}
        </button>
      </div>
    </Dialog>
  );
}

function TokenField(props: { value: string; on_input: (token: string) => void }) {
  return (
    <label class="stacked-field dialog-token">
      Token of this server
      <input
        type="password"
        autocomplete="off"
        maxLength={kTokenLengthMax}
        value={props.value}
        onInput={(event) => props.on_input(event.currentTarget.value)}
      />
    </label>
  );
}
