// Clipboard: puts a text where it can be pasted from.

/**
 * The clipboard is closed to pages that came without encryption; what is selected can be copied everywhere.
 * @param {string} text
 * @returns {Promise<boolean>} whether it went well
 */
export async function putOnClipboard(text) {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    const area = document.createElement("textarea");
    area.value = text;
    document.body.append(area);
    area.select();
    const isDone = document.execCommand("copy");
    area.remove();
    return isDone;
  }
}
