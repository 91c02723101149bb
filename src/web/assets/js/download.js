// Download: hands the body of an answer to the reader as a file.

/**
 * @param {Response} response
 * @param {string} format what the file is called after where the server gives no name
 * @param {(bytes: number, all: number | null) => void} onBytes told how much has come, of how much where that is known
 * @returns {Promise<number>} the size in bytes
 */
export async function download(response, format, onBytes) {
  const blob = await received(response, onBytes);
  hand(blob, nameOf(response, format));
  return blob.size;
}

/**
 * @param {Response} response
 * @param {(bytes: number, all: number | null) => void} onBytes
 */
async function received(response, onBytes) {
  const reader = /** @type {ReadableStream<Uint8Array<ArrayBuffer>>} */ (response.body).getReader();
  const parts = [];
  // What is compressed on its way has no length that its bytes could be compared with.
  const all = response.headers.has("content-encoding") ? null : Number(response.headers.get("content-length")) || null;
  let bytes = 0;
  for (;;) {
    const { done, value } = await reader.read();
    if (done) {
      return new Blob(parts, { type: response.headers.get("content-type") ?? "" });
    }
    parts.push(value);
    bytes += value.length;
    onBytes(bytes, all);
  }
}

/**
 * @param {Response} response
 * @param {string} format
 */
function nameOf(response, format) {
  const disposition = response.headers.get("content-disposition") ?? "";
  const [, encoded] = /filename\*=UTF-8''([^;]+)/i.exec(disposition) ?? [];
  const [, plain] = /filename="([^"/\\]+)"/.exec(disposition) ?? [];
  const name = encoded ? decodeURIComponent(encoded) : plain;
  return name ?? `svodka.${format}`;
}

/**
 * @param {Blob} blob
 * @param {string} name
 */
function hand(blob, name) {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(blob);
  link.download = name;
  document.body.append(link);
  link.click();
  link.remove();
  // The browser reads the blob after the click has returned.
  setTimeout(() => URL.revokeObjectURL(link.href), 60_000);
}
