// The shapes that the modules of the constructor hand to each other, as contracts of the server and their own. For the
// checker of types alone: nothing of it is sent.

export type { Say } from "../messages.js";
import type { Say } from "../messages.js";
import type { Format } from "../numbers.js";

/** A condition, or a group of them under `and` or `or`. */
export interface Filter {
  member?: string;
  operator?: string;
  values?: (string | number)[];
  and?: Filter[];
  or?: Filter[];
}

export interface Time {
  dimension: string;
  granularity?: string;
  dateRange?: string | string[];
}

export interface Formula {
  name: string;
  title?: string;
  expression: string;
}

export type Way = "asc" | "desc";
export type Order = [string, Way];

/** What the server is asked. */
export interface Query {
  measures?: string[];
  dimensions?: string[];
  timeDimensions?: Time[];
  filters?: Filter[];
  order?: Order[];
  limit?: number;
  totals?: boolean | string[];
  pivot?: { rows: string[]; columns: string[] };
  compare?: string;
  formulas?: Formula[];
  others?: boolean;
  asOf?: number;
}

export type View = "table" | "pivot" | "chart";

/** The question under construction, with how its answer is looked at. */
export interface State extends Query {
  view?: View;
  chart?: string;
}

export type Shelf = "rows" | "columns" | "measures";

export interface Member {
  name: string;
  title: string;
  shortTitle: string;
  description: string;
  kind: "measure" | "dimension";
  type: "number" | "string" | "time";
  format: Format;
  /** Of a time dimension that stands on a shelf. */
  granularity?: string;
  /** Name of the topic that computes a measure. */
  topic?: string;
  /** Name of what a dimension describes. */
  entity?: string;
  values: { value: string; title: string }[];
  meta: { formula?: string; judgedBy?: string[]; format?: Format };
}

export interface Group {
  name: string;
  title: string;
  description: string;
  meta: {
    grain?: string;
    knows?: string[];
    refusals?: { measures: string[]; dimensions: string[]; reason: string }[];
    rows?: string[];
    rowsAreWithheld?: boolean;
  };
}

export interface Topic extends Group {
  measures: Member[];
}

export interface Entity extends Group {
  dimensions: Member[];
}

/** The members that this reader may use. */
export interface Index {
  topics: Topic[];
  entities: Entity[];
  /** Drill paths, from the coarsest level. */
  trees: { name: string; title: string; members: string[] }[];
  /** Relative ranges of days. */
  ranges: { name: string; title: string }[];
  /** The day by the office's clock, such as `2025-10-14`. */
  today: string;
  /** Of the office, such as `Europe/Moscow`. */
  timezone?: string;
  member(name: string): Member | undefined;
  /** Why a field cannot join the question as it stands. */
  reasonAgainst(state: State, name: string): string | null;
}

/** Values by the names of members; a total has those alone that it keeps. */
export type Values = Record<string, unknown>;

export interface Note {
  title?: string;
  shortTitle?: string;
  description?: string;
  type?: string;
  format?: Format;
  granularity?: { name: string };
}

/** The answer of `/api/v1/load`. */
export interface Answer {
  query: Query;
  data: Values[];
  totals?: Values[];
  total?: number | null;
  truncated?: boolean;
  withheld?: boolean;
  pivot?: { rows: unknown[][]; columns: unknown[][] };
  annotation: {
    measures?: Record<string, Note>;
    dimensions?: Record<string, Note>;
    timeDimensions?: Record<string, Note>;
  };
  release?: string | number;
  /** When the release was published. */
  lastRefreshTime?: string;
  /** Up to when the data tell, by the office's clock; an earlier release has none. */
  dataMoment?: string;
  /** The days asked and those that they are compared with. */
  compared?: { days: string[]; previous: string[] };
  rollup?: string | null;
}

/** The answer of `/api/v1/plan`. */
export interface Plan {
  rows: number;
  isCheap: boolean;
  sources: string[];
  days: string[] | null;
  filters: string[];
  sql: string;
}

export interface Diagnostic {
  path: string;
  message: string;
  hint?: string | null;
}

export interface Status {
  phase: "empty" | "waiting" | "running" | "done" | "failed";
  /** A moment in milliseconds. */
  since: number;
  error: string | null;
  diagnostics: Diagnostic[];
  /** Seconds until a full server is asked again. */
  retryIn?: number;
}

/** What of a saved query is asked anew each time it is opened. */
export interface Parameter {
  name: string;
  title: string;
  type: "dates" | "values" | "number";
  member?: string;
  default?: any;
}

/** One to whom a saved query is open: `value` is a login, a role or the code of a school, nothing for all. */
export interface Recipient {
  kind: string;
  value: string;
  title?: string;
  about?: string;
}

export interface Saved {
  id: number;
  title: string;
  description: string;
  folder: string;
  mayChange: boolean;
  isFavourite: boolean;
  version: number;
  savedBy?: string;
  shares?: Recipient[];
  state: State;
  parameters?: Parameter[];
  versions?: { version: number; savedAt: string; savedBy?: string; note?: string }[];
}

/** What a cell or a head of an answer stands for. */
export interface Point {
  kind: "cell" | "head" | "title";
  axis?: "rows" | "columns";
  /** The dimension of a head. */
  member: string | null;
  value?: unknown;
  /** The dimensions that it keeps, with their values. */
  members: Values;
  measure: string | null;
}

/** What each part of a result is given. */
export interface Given {
  state: State;
  answer: Answer;
  index: Index;
  say: Say;
  change: (state: State) => void;
}
