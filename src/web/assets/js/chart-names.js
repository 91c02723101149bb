// Names at an axis: whole, broken between words, or as much of them as there is room for. The library would break and
// cut them itself, but takes every Cyrillic letter for as wide as a Chinese one.

/** From line to line, in pixels. */
export const LINE_HEIGHT = 15;
const LINES_MOST = 3;

/**
 * Breaks a name between its words; null where that is not enough.
 * @param {string} name
 * @param {number} width
 * @param {(text: string) => number} measure
 */
export function broken(name, width, measure) {
  /** @type {string[]} */
  const lines = [];
  // What a space holds together, such as a number and its sign, stays together.
  for (const word of name.split(" ")) {
    const longer = lines.length > 0 ? `${lines[lines.length - 1]} ${word}` : word;
    const isRoom = lines.length > 0 && measure(longer) <= width;
    lines.splice(isRoom ? -1 : lines.length, 1, isRoom ? longer : word);
  }
  return lines.length <= LINES_MOST && lines.every((line) => measure(line) <= width) ? lines.join("\n") : null;
}

/**
 * Cuts a name where its room ends.
 * @param {string} name
 * @param {number} width
 * @param {(text: string) => number} measure
 */
export function cut(name, width, measure) {
  if (measure(name) <= width) {
    return name;
  }
  let end = name.length;
  while (end > 1 && measure(`${name.slice(0, end)}…`) > width) {
    end -= 1;
  }
  return `${name.slice(0, end).trimEnd()}…`;
}
