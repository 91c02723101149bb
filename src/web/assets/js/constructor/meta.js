// Meta: the members that this reader may use, looked up by name.

/**
 * @typedef {object} Member
 * @property {string} name
 * @property {string} title
 * @property {string} shortTitle
 * @property {string} description
 * @property {"measure" | "dimension"} kind
 * @property {"number" | "string" | "time"} type
 * @property {string} format
 * @property {string} [granularity] of a time dimension that stands on a shelf
 * @property {string} [topic] name of the topic that computes a measure
 * @property {string} [entity] name of what a dimension describes
 * @property {{value: string, title: string}[]} values
 * @property {any} meta
 */

export const GRANULARITIES = ["day", "week", "month", "quarter", "year"];

const SAID = {
  "constructor-reason-unknown": ({ field, topic }) => `«${field}» не применимо к теме «${topic}»`,
  "constructor-reason-refused": ({ reason }) => reason,
  "constructor-time-by": ({ title, granularity }) => `${title}: ${granularity}`,
};

/**
 * @param {any} meta the answer of `/api/v1/meta`
 * @param {import("../messages.js").Say} [say]
 */
export function index(meta, say = (key, args) => SAID[key](args)) {
  /** @type {Map<string, Member>} */
  const members = new Map();
  const topics = [];
  const entities = [];
  for (const cube of meta.cubes ?? []) {
    const about = { name: cube.name, title: cube.title, description: cube.description ?? "", meta: cube.meta ?? {} };
    const measures = (cube.measures ?? []).map((one) => ({ ...member(one, "measure"), topic: cube.name }));
    const dimensions = (cube.dimensions ?? []).map((one) => ({ ...member(one, "dimension"), entity: cube.name }));
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

  /** @returns {Member | undefined} */
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

  // Why a measure's topic cannot be split or filtered by a dimension.
  const against = (measure, dimension) => {
    const topic = topicOf.get(measure.topic);
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

/** @typedef {ReturnType<typeof index>} Index */

/** Names the dimensions that a state splits or filters by. */
function usedDimensions(state) {
  const names = [...(state.dimensions ?? [])];
  names.push(...(state.timeDimensions ?? []).map((time) => time.dimension));
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
