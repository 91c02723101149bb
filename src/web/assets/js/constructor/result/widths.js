// Widths of columns from what stands in them, and how many lines a title takes in such a width. All in rem.

// In the widest of the families that the site is shown in; a narrower one leaves a little room.
const LETTER = 0.54;
// «МБОУ «СОШ № 1»»: capitals are wider by a quarter.
const CAPITALS = /[A-ZА-ЯЁ№]/g;
// Titles are bold.
const BOLD = 0.63;
const PADDING = 1.1;
const LINE = 1.2;
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
 * Returns a width in which a title takes two lines, or three where its words are long.
 * @param {string} title
 */
export function titleWidth(title, most = 11) {
  const words = title.split(/\s+/);
  const longest = Math.max(...words.map((word) => word.length));
  return Math.min(most, Math.max(longest, Math.ceil(title.length / 2.4)) * BOLD + PADDING);
}

/**
 * Returns the height that a title takes in a width, four lines at most.
 * @param {string} title
 * @param {number} width
 */
export function titleHeight(title, width) {
  // A width made for nine letters holds nine, whatever binary fractions say.
  const most = Math.max(1, Math.floor((width - PADDING) / BOLD + 0.01));
  let [lines, used] = [1, 0];
  for (const word of title.split(/\s+/)) {
    if (used > 0 && used + 1 + word.length > most) {
      lines += 1;
      used = 0;
    }
    used += word.length + (used > 0 ? 1 : 0);
    if (used > most) {
      lines += Math.ceil(used / most) - 1;
      used %= most;
    }
  }
  return Math.min(4, lines) * LINE + 0.7;
}
