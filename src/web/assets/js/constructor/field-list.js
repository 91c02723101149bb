// Field list: everything that can be asked about, by topic, found by typing.

import { html, useEffect, useMemo, useRef, useState } from "../../vendor/preact/preact.js";
import { useLazy } from "../lazy.js";
import { useBench } from "./bench.js";
import { CARD, FieldRow } from "./field-row.js";
import { useCard } from "./pointed.js";
import { plain } from "./words.js";

/** @import { Entity, Member } from "./types.d.ts" */

/** @typedef {import("./types.d.ts").Group & {measures?: Member[], dimensions?: Member[]}} Whole */
/** @typedef {Whole & {fields: Member[]}} Listed a group with those of its fields that are looked for */

/** @param {{onAdd: (name: string, shelf?: string) => void}} about */
export function FieldList({ onAdd }) {
  const { say, index, target, aim } = useBench();
  const [typed, setTyped] = useState("");
  const [active, setActive] = useState("");
  const card = useCard();
  const { module } = useLazy(card.shown ? CARD : null);
  // What was looked for has gone to the shelf it was looked for.
  useEffect(() => {
    if (!target) {
      setTyped("");
    }
  }, [target]);
  const search = useRef(/** @type {HTMLInputElement | null} */ (null));
  const list = useRef(/** @type {HTMLElement | null} */ (null));
  const texts = useMemo(() => new Map(), [index]);

  const words = plain(typed).split(/\s+/).filter(Boolean);
  /**
   * @param {Member} member
   * @param {Whole} group
   */
  const matches = (member, group) => {
    if (!texts.has(member.name)) {
      texts.set(member.name, plain([member.name, member.title, member.shortTitle, member.description, group.title].join(" ")));
    }
    return words.every((word) => texts.get(member.name).includes(word));
  };
  const wants = { measure: !["rows", "columns"].includes(target), dimension: target !== "measures" };
  /**
   * @param {Whole[]} all
   * @param {"measures" | "dimensions"} key
   */
  const groups = (all, key) =>
    all.map((group) => ({ ...group, fields: (group[key] ?? []).filter((one) => matches(one, group)) })).filter((group) => group.fields.length > 0);
  const dimensions = wants.dimension ? groups(inUse(index.entities), "dimensions") : [];
  const measures = wants.measure ? groups(index.topics, "measures") : [];
  const isNothing = dimensions.length + measures.length === 0;

  const fields = () => /** @type {HTMLElement[]} */ ([.../** @type {HTMLElement} */ (list.current).querySelectorAll("[data-row]")].filter((one) => one.checkVisibility()));
  /** @param {any} event */
  const onListKey = (event) => {
    const row = event.target.closest(".fields-row")?.querySelector("[data-row]") ?? event.target;
    const here = fields().indexOf(row);
    if (here < 0 || event.ctrlKey || event.metaKey || event.altKey) {
      return;
    }
    const last = fields().length - 1;
    const next = { ArrowDown: Math.min(here + 1, last), ArrowUp: here - 1, Home: 0, End: last }[/** @type {string} */ (event.key)];
    if (next !== undefined) {
      event.preventDefault();
      (next < 0 ? search.current : fields()[next])?.focus();
    } else if (event.key === "ArrowRight" || event.key === "ContextMenu") {
      event.preventDefault();
      // The menu of a field, or what a topic holds.
      const isClosed = row.parentElement.open === false;
      (isClosed ? row : row.nextElementSibling)?.click();
    } else if (event.key === "Escape" && card.shown) {
      event.stopPropagation();
      card.hide();
    } else if (event.key.length === 1 && event.key !== " ") {
      // The letter itself lands in the search field, which has the focus by then.
      search.current?.focus();
    }
  };
  /** @param {KeyboardEvent} event */
  const onSearchKey = (event) => {
    if (event.key === "ArrowDown") {
      event.preventDefault();
      fields()[0]?.focus();
    } else if (event.key === "Enter") {
      event.preventDefault();
      const first = fields().find((one) => one.dataset.field && one.getAttribute("aria-disabled") !== "true");
      if (words.length > 0 && first?.dataset.field) {
        onAdd(first.dataset.field, event.shiftKey ? "columns" : undefined);
      }
    } else if (event.key === "Escape" && typed) {
      event.preventDefault();
      event.stopPropagation();
      setTyped("");
    }
  };

    // Tab leads to one row, the one that had the focus last.
  /** @param {string} key */
  const groupOf = (key) => [...measures, ...dimensions].find((group) => keyOf(group) === key || group.fields.some((one) => one.name === key));
  const roving = groupOf(active) ? active : keyOf([...measures, ...dimensions][0]);
  /** @param {Member} member */
  const row = (member) =>
    html`<${FieldRow} key=${member.name} member=${member} isFirst=${member.name === roving} card=${card} onAdd=${onAdd} onFocus=${() => setActive(member.name)} />`;

  return html`<div class="field-list">
    <div class="field fields-search">
      <label for="fields-search">${say("constructor-fields-search")}</label>
      <input
        id="fields-search"
        type="search"
        ref=${search}
        value=${typed}
        autocomplete="off"
        aria-describedby="fields-keys"
        onInput=${(event) => setTyped(event.currentTarget.value)}
        onKeyDown=${onSearchKey}
      />
      <p class="visually-hidden" id="fields-keys">${say("constructor-fields-keys")}</p>
    </div>
    ${target &&
    html`<p class="fields-target">
      ${say("constructor-target", { shelf: say(`constructor-shelf-${target}`) })}
      <button type="button" class="button button-quiet" onClick=${() => aim("")}>${say("screen-cancel")}</button>
    </p>`}
    <div class="fields-list" ref=${list} onKeyDown=${onListKey} onScroll=${card.hide}>
      ${isNothing && html`<p class="hint">${say("constructor-fields-none")}</p>`}
      ${measures.length > 0 &&
      html`<section aria-labelledby="fields-measures">
        <h3 id="fields-measures">${say("constructor-measures")}</h3>
        ${measures.map((group) => html`<${Group} key=${group.name} group=${group} isSearched=${words.length > 0} row=${row} roving=${roving} onFocus=${setActive} />`)}
      </section>`}
      ${dimensions.length > 0 &&
      html`<section aria-labelledby="fields-dimensions">
        <h3 id="fields-dimensions">${say("constructor-dimensions")}</h3>
        ${dimensions.map((group) => html`<${Group} key=${group.name} group=${group} isSearched=${words.length > 0} row=${row} roving=${roving} onFocus=${setActive} />`)}
      </section>`}
    </div>
    ${module && html`<${module.FieldCard} card=${card} />`}
  </div>`;
}

// What most questions are split by stands first and open.
const OPEN_FIRST = ["calendar", "district", "school", "class", "subject"];

/** @param {Entity[]} entities */
function inUse(entities) {
  /** @param {Entity} about */
  const place = ({ name }) => (OPEN_FIRST.includes(name) ? OPEN_FIRST.indexOf(name) : OPEN_FIRST.length);
  return [...entities].sort((one, other) => place(one) - place(other));
}

/**
 * A topic's own dimensions stand under its name, too.
 * @param {Listed | undefined} group
 */
function keyOf(group) {
  if (!group) {
    return "";
  }
  return isAlone(group) ? group.fields[0].name : `${group.measures ? "topic" : "entity"}:${group.name}`;
}

/**
 * A thing of one property needs no heading of its own.
 * @param {Listed} group
 */
function isAlone(group) {
  return group.dimensions?.length === 1;
}

/** @param {{group: Listed, isSearched: boolean, row: (member: Member) => any, roving: string, onFocus: (key: string) => void}} about */
function Group({ group, isSearched, row, roving, onFocus }) {
  const { store } = useBench();
  const { state } = store;
  const used = [...(state.measures ?? []), ...(state.dimensions ?? [])];
  const isUsed = group.fields.some((one) => used.includes(one.name));
  const [chosen, choose] = useState(/** @type {boolean | null} */ (null));
  const list = () => html`<ul class="fields-group" role="list">${group.fields.map(row)}</ul>`;
  if (isAlone(group)) {
    return list();
  }
  const isOpen = isSearched || (chosen ?? (isUsed || OPEN_FIRST.includes(group.name)));
  const key = keyOf(group);
  /** @param {any} event */
  const onToggle = (event) => {
    if (event.currentTarget.open !== isOpen) {
      choose(event.currentTarget.open);
      onFocus(key);
    }
  };
  return html`<details class="fields-topic" open=${isOpen} onToggle=${onToggle}>
    <summary data-row tabindex=${roving === key ? "0" : "-1"} onFocus=${() => onFocus(key)}>${group.title}<span class="fields-count">${`\u00a0${group.fields.length}`}</span></summary>
    ${isOpen && list()}
  </details>`;
}
