// Widths of columns from what stands in them, and how high a title is in such a width. All in rem.

import { measuring } from "../../letters.js";

/** @typedef {(text: string) => number} Breadth how wide a text is in the letters of titles */

// In the widest of the families that the site is shown in; a narrower one leaves a little room.
const LETTER = 0.54;
// «МБОУ «СОШ № 1»»: capitals are wider by a quarter.
const CAPITALS = /[A-ZА-ЯЁ№]/g;
const PADDING = 1.2;
const LINE = 1.05;
const LINES_MOST = 6;
/** What the sign of a group takes beside a title, and that of a menu. */
export const FOLD = 1.2;
export const SORTED = 0.8;
/** Of a title in two lines, and of its longest word. */
const TITLE_MOST = 7;
const WORD_MOST = 14;
const SAMPLE = 400;

/**
 * Returns the width that some texts ask for, no more than `most`.
 * @param {Iterable<string>} texts
 */
export function widthOf(texts, { least = 3, most = 20 } = {}) {
  let longest = 0;
  for (const text of texts) {
    longest = Math.max(longest, text.length + (text.match(CAPITALS)?.length ?? 0) / 4);
  }
  return Math.min(most, Math.max(least, longest * LETTER + PADDING));
}

/**
 * Returns some members of a list, evenly taken, the last one among them.
 * @template T
 * @param {T[]} list
 */
export function sample(list) {
  const step = Math.max(1, Math.floor(list.length / SAMPLE));
  const taken = [];
  for (let place = 0; place < list.length; place += step) {
    taken.push(list[place]);
  }
  if (list.length > 0) {
    taken.push(list[list.length - 1]);
  }
  return taken;
}

/**
 * Makes what measures titles as the grid writes them. The same ones are asked for at every change of its frame.
 * @returns {Breadth}
 */
export function titleLetters() {
  const measure = measuring(`700 14px ${getComputedStyle(document.body).fontFamily}`);
  /** @type {Map<string, number>} */
  const known = new Map();
  return (text) => {
    const width = known.get(text) ?? measure(text) / 16;
    known.set(text, width);
    return width;
  };
}

/**
 * Returns a width in which a title takes two lines, or three where its words are long. No word breaks in it.
 * @param {string} title
 * @param {Breadth} breadthOf
 */
export function titleWidth(title, breadthOf) {
  const longest = Math.max(...title.split(" ").map(breadthOf));
  return Math.min(WORD_MOST, Math.max(longest, Math.min(TITLE_MOST, breadthOf(title) / 2.4))) + PADDING;
}

/**
 * Returns the height that a title takes in a width.
 * @param {string} title
 * @param {number} width
 * @param {Breadth} breadthOf
 */
export function titleHeight(title, width, breadthOf) {
  // Columns begin at whole pixels, so that a width may have lost half of one.
  const most = width - PADDING + 0.05;
  let [lines, used] = [1, 0];
  for (const word of title.split(" ")) {
    const own = breadthOf(word);
    const longer = used + breadthOf(" ") + own;
    if (used > 0 && longer > most) {
      lines += 1;
      used = own;
    } else {
      used = used > 0 ? longer : own;
    }
    while (used > most && lines < LINES_MOST) {
      lines += 1;
      used -= most;
    }
  }
  return Math.min(LINES_MOST, lines) * LINE + 0.8;
}
