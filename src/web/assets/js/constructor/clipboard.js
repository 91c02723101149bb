// Clipboard: puts a text where it can be pasted from, in several forms where there are.

/**
 * The clipboard is closed to pages that came without encryption; what an event hands over can be copied everywhere.
 * @param {Record<string, string>} forms by their types; `text/plain` among them
 * @returns {Promise<boolean>} whether it went well
 */
export async function putOnClipboard(forms) {
  try {
    const blobs = Object.entries(forms).map(([type, text]) => [type, new Blob([text], { type })]);
    await navigator.clipboard.write([new ClipboardItem(Object.fromEntries(blobs))]);
    return true;
  } catch {
    return byEvent(forms);
  }
}

/** @param {Record<string, string>} forms */
function byEvent(forms) {
  let isDone = false;
  /** @param {ClipboardEvent} event */
  const onCopy = (event) => {
    event.preventDefault();
    Object.entries(forms).forEach(([type, text]) => event.clipboardData?.setData(type, text));
    isDone = true;
  };
  document.addEventListener("copy", onCopy, { once: true });
  document.execCommand("copy");
  document.removeEventListener("copy", onCopy);
  return isDone;
}
