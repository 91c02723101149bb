// How wide a text is, as the browser would draw it: letters are of all widths, and «Щ» takes thrice what «г» does.

/**
 * Makes what tells how wide a text is, in pixels.
 * @param {string} font as style sheets write it: weight, size and families
 */
export function measuring(font) {
  const context = /** @type {CanvasRenderingContext2D} */ (document.createElement("canvas").getContext("2d"));
  context.font = font;
  /** @param {string} text */
  return (text) => context.measureText(text).width;
}
