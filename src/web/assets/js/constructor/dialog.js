// Dialog: a window over the page that keeps the focus and gives it back.

import { html, useId, useLayoutEffect, useRef } from "../../vendor/preact/preact.js";
import { useBench } from "./bench.js";

/**
 * @param {object} about
 * @param {string} about.title
 * @param {() => void} [about.onSubmit] what the chief button does
 * @param {string} [about.submit] what it is called
 * @param {boolean} [about.isBlocked] whether there is nothing to submit yet
 * @param {any} [about.actions] further buttons
 * @param {string} [about.fault] why it did not work
 * @param {boolean} [about.isWide]
 * @param {any} about.children
 */
export function Dialog({ title, onSubmit, submit, isBlocked = false, actions = null, fault = "", isWide = false, children }) {
  const { open, say } = useBench();
  const element = useRef(/** @type {HTMLDialogElement | null} */ (null));
  const id = useId();
  const close = () => open(null);
  useLayoutEffect(() => {
    const dialog = /** @type {HTMLDialogElement} */ (element.current);
    const before = /** @type {HTMLElement | null} */ (document.activeElement);
    dialog.showModal();
    return () => {
      dialog.close();
      if (before?.isConnected) {
        before.focus();
      }
    };
  }, []);
  /** @param {Event} event */
  const onCancel = (event) => {
    event.preventDefault();
    close();
  };
  /** @param {Event} event */
  const onForm = (event) => {
    event.preventDefault();
    if (!isBlocked) {
      onSubmit?.();
    }
  };
  return html`<dialog class=${isWide ? "dialog dialog-wide" : "dialog"} ref=${element} aria-labelledby=${id} onCancel=${onCancel}>
    <form class="dialog-form" onSubmit=${onForm}>
      <header class="dialog-head">
        <h2 id=${id}>${title}</h2>
        <button type="button" class="icon-button" aria-label=${say("screen-close")} onClick=${close}>×</button>
      </header>
      <div class="dialog-body">${children}</div>
      ${fault && html`<p class="notice notice-fault" role="alert">${fault}</p>`}
      <footer class="form-actions">
        ${onSubmit && html`<button class="button" aria-disabled=${isBlocked ? "true" : undefined}>${submit ?? say("constructor-apply")}</button>`}
        ${actions}
        <button type="button" class="button button-quiet" onClick=${close}>${say(onSubmit ? "screen-cancel" : "screen-close")}</button>
      </footer>
    </form>
  </dialog>`;
}
