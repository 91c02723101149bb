// Meta: the members that this reader may use, looked up by name.

/** @import { Entity, Filter, Index, Member, State, Topic } from "./types.d.ts" */
/** @import { Say } from "../messages.js" */

export const GRANULARITIES = ["day", "week", "month", "quarter", "year"];

/** @type {Record<string, (args: Record<string, unknown>) => string>} */
const SAID = {
  "constructor-reason-unknown": ({ field, topic }) => `«${field}» не применимо к теме «${topic}»`,
  "constructor-reason-refused": ({ reason }) => String(reason),
  "constructor-time-by": ({ title, granularity }) => `${title}: ${granularity}`,
};

/**
 * @param {any} meta the answer of `/api/v1/meta`
 * @param {Say} [say]
 * @returns {Index}
 */
export function index(meta, say = (key, args = {}) => SAID[key](args)) {
  /** @type {Map<string, Member>} */
  const members = new Map();
  /** @type {Topic[]} */
  const topics = [];
  /** @type {Entity[]} */
  const entities = [];
  for (const cube of meta.cubes ?? []) {
    const about = { name: cube.name, title: cube.title, description: cube.description ?? "", meta: cube.meta ?? {} };
    const measures = (cube.measures ?? []).map((/** @type {any} */ one) => ({ ...member(one, "measure"), topic: cube.name }));
    const dimensions = (cube.dimensions ?? []).map((/** @type {any} */ one) => ({ ...member(one, "dimension"), entity: cube.name }));
    if (measures.length > 0) {
      topics.push({ ...about, measures });
    }
    if (dimensions.length > 0) {
      entities.push({ ...about, dimensions });
    }
    for (const one of [...measures, ...dimensions]) {
      members.set(one.name, one);
    }
  }
  const topicOf = new Map(topics.map((topic) => [topic.name, topic]));

  /**
   * @param {string} name
   * @returns {Member | undefined}
   */
  const find = (name) => {
    const plain = members.get(name);
    if (plain) {
      return plain;
    }
    const [, base, granularity] = /^(.+)\.(\w+)$/.exec(name) ?? [];
    const time = members.get(base ?? "");
    if (time?.type !== "time" || !GRANULARITIES.includes(granularity)) {
      return undefined;
    }
    return { ...time, name, granularity, title: say("constructor-time-by", { title: time.title, granularity }) };
  };

  /**
   * Why a measure's topic cannot be split or filtered by a dimension.
   * @param {Member} measure
   * @param {Member} dimension
   */
  const against = (measure, dimension) => {
    const topic = topicOf.get(measure.topic ?? "");
    if (!topic) {
      return null;
    }
    const { knows, refusals = [] } = topic.meta;
    const base = dimension.granularity ? dimension.name.replace(/\.\w+$/, "") : dimension.name;
    if (knows && !knows.includes(base)) {
      return say("constructor-reason-unknown", { field: dimension.title, topic: topic.title });
    }
    const refusal = refusals.find((one) => one.measures.includes(measure.name) && one.dimensions.includes(base));
    if (!refusal) {
      return null;
    }
    const said = { measure: measure.title, dimension: dimension.title, reason: refusal.reason };
    return say("constructor-reason-refused", said);
  };

  return {
    topics,
    entities,
    member: find,
    trees: meta.trees ?? [],
    ranges: meta.ranges ?? [],
    today: meta.today ?? "",
    timezone: meta.timezone ?? undefined,

    /**
     * Says why a field cannot join the question as it stands.
     * @param {any} state
     * @param {string} name
     * @returns {string | null}
     */
    reasonAgainst(state, name) {
      const field = find(name);
      if (!field) {
        return null;
      }
      const others = field.kind === "measure" ? usedDimensions(state) : state.measures ?? [];
      for (const other of others.map(find).filter(Boolean)) {
        const reason = field.kind === "measure" ? against(field, other) : against(other, field);
        if (other.kind !== field.kind && reason) {
          return reason;
        }
      }
      return null;
    },
  };
}

/**
 * Names the dimensions that a state splits or filters by.
 * @param {State} state
 */
function usedDimensions(state) {
  const names = [...(state.dimensions ?? [])];
  names.push(...(state.timeDimensions ?? []).map((time) => time.dimension));
  /** @param {Filter[] | undefined} filters */
  const gather = (filters) => {
    for (const filter of filters ?? []) {
      gather(filter.and);
      gather(filter.or);
      if (filter.member) {
        names.push(filter.member);
      }
    }
  };
  gather(state.filters);
  return [...new Set(names)];
}

/**
 * @param {any} one
 * @param {Member["kind"]} kind
 */
function member(one, kind) {
  const title = one.title ?? one.name;
  return {
    name: one.name,
    title,
    shortTitle: one.shortTitle || title,
    description: one.description ?? "",
    kind,
    type: one.type ?? "string",
    format: one.meta?.format ?? one.format ?? (one.type === "number" ? "number" : "text"),
    values: one.values ?? [],
    meta: one.meta ?? {},
  };
}
