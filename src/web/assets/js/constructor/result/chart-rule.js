// Which kind of chart suits an answer, and why.

const FEW_SERIES = 6;
const FEW_PLACES = 12;
const MOST_PANELS = 12;
// Names of parts that make a whole together but share no stem.
const FAMILIES = [
  ["fives", "fours", "threes", "twos", "not_certified"],
  ["boys", "girls"],
];

export const KINDS = ["column", "stacked", "line", "bar", "heatmap", "dot", "value", "multiples"];

/**
 * @typedef {object} Shape
 * @property {{isTime: boolean, count: number}[]} dimensions
 * @property {{key: string, format: string}[]} measures without parts of a comparison
 * @property {boolean} isCompared
 */

/**
 * Picks a kind of chart and the message that tells why.
 * @param {Shape} shape
 * @returns {{kind: string, key: string, args: Record<string, number>}}
 */
export function pick({ dimensions, measures, isCompared }) {
  /**
   * @param {string} kind
   * @param {string} why
   */
  const because = (kind, why, args = {}) => ({ kind, key: `result-why-${why}`, args });
  const isOneFormat = new Set(measures.map(({ format }) => format)).size <= 1;
  const time = dimensions.find(({ isTime }) => isTime);
  const others = dimensions.filter((dimension) => dimension !== time);

  if (dimensions.length === 0) {
    return because("value", "value", { measures: measures.length });
  }
  if (dimensions.length === 1 && isWhole(measures)) {
    return because("stacked", "parts", { measures: measures.length });
  }
  if (time && others.length === 0) {
    return isOneFormat && measures.length <= FEW_SERIES
      ? because("line", "line", { series: measures.length })
      : because("multiples", "units", { measures: measures.length });
  }
  if (time && others.length === 1 && measures.length === 1) {
    const series = others[0].count;
    return series <= FEW_SERIES
      ? because("line", "line", { series })
      : because("heatmap", "many-lines", { series });
  }
  if (dimensions.length === 1) {
    if (measures.length === 1) {
      return isCompared ? because("dot", "compared") : because("bar", "bar", { places: dimensions[0].count });
    }
    if (!isOneFormat) {
      return because("multiples", "units", { measures: measures.length });
    }
    return dimensions[0].count <= FEW_PLACES
      ? because("column", "column", { measures: measures.length })
      : because("dot", "dot", { places: dimensions[0].count });
  }
  if (dimensions.length === 2 && measures.length === 1) {
    const fewest = Math.min(...dimensions.map(({ count }) => count));
    return fewest <= 3 && Math.max(...dimensions.map(({ count }) => count)) <= FEW_PLACES
      ? because("multiples", "few-panels", { panels: fewest })
      : because("heatmap", "two");
  }
  const panels = Math.min(MOST_PANELS, ...dimensions.map(({ count }) => count));
  return because("multiples", "many", { panels });
}

/**
 * Returns the kind that is drawn where another was chosen: figures alone have no axes.
 * @param {string} kind
 * @param {Shape} about
 */
export function possible(kind, { dimensions }) {
  return dimensions.length === 0 ? "value" : kind;
}

/**
 * Counts that share the stem of their names, as missed_illness and missed_excused do.
 * @param {Shape["measures"]} measures
 */
function isWhole(measures) {
  if (measures.length < 2 || measures.some(({ format }) => format !== "count")) {
    return false;
  }
  const names = measures.map(({ key }) => key.split("."));
  if (new Set(names.map(([topic]) => topic)).size > 1 || names.some((parts) => parts.length !== 2)) {
    return false;
  }
  const own = names.map(([, name]) => name);
  if (FAMILIES.some((family) => own.every((name) => family.includes(name)))) {
    return true;
  }
  // What was due is the whole itself, not a part.
  const stems = own.map((name) => /^([a-z]+)_(?!due\b|pct\b)/.exec(name)?.[1]);
  return stems[0] !== undefined && stems.every((stem) => stem === stems[0]);
}
