// School picker: schools by district as a tree, by group, or by a pasted list of codes.

import { html, useEffect, useId, useState } from "../../vendor/preact/preact.js";
import { inWords } from "./api.js";
import { useBench } from "./bench.js";
import { Dialog } from "./dialog.js";
import { chosenBy, GROUPS, recognised, schoolFilter, schools } from "./schools.js";
import { withFilter } from "./state.js";
import { PasteBox } from "./values-picker.js";
import { plain } from "./words.js";

/** @import { School } from "./schools.js" */

/** @param {{filter?: any, path?: number[]}} about */
export default function SchoolPicker({ filter, path }) {
  const { store, say, index, open } = useBench();
  const [all, setAll] = useState(/** @type {School[] | null} */ (null));
  const [chosen, setChosen] = useState(/** @type {Set<string>} */ (new Set()));
  const [typed, setTyped] = useState("");
  const [groups, setGroups] = useState(/** @type {Record<string, string>} */ ({}));
  const [fault, setFault] = useState("");
  const [note, setNote] = useState("");
  const id = useId();
  useEffect(() => {
    const asking = new AbortController();
    schools(index, asking.signal).then(
      (found) => {
        setAll(found);
        setChosen(chosenBy(found, filter));
      },
      (refused) => asking.signal.aborted || setFault(inWords(refused, say)),
    );
    return () => asking.abort();
  }, []);

  /** @param {School} school */
  const isShown = (school) =>
    plain(`${school.name} ${school.id}`).includes(plain(typed)) && Object.entries(groups).every(([name, value]) => !value || school.groups[name] === value);
  const shown = (all ?? []).filter(isShown);
  const districts = [...new Set(shown.map((school) => school.district))];
  /**
   * @param {School[]} list
   * @param {boolean} isOn
   */
  const set = (list, isOn) => {
    const next = new Set(chosen);
    list.forEach((school) => (isOn ? next.add(school.id) : next.delete(school.id)));
    setChosen(next);
  };
  /** @param {string[]} texts */
  const paste = (texts) => {
    const { found, missing } = recognised(all ?? [], texts);
    set(found, true);
    setNote(missing.length > 0 ? say("constructor-schools-missing", { count: found.length, missing: missing.join(", ") }) : say("constructor-schools-recognised", { count: found.length }));
  };
  const submit = () => {
    store.change(withFilter(store.state, /** @type {any} */ (schoolFilter(all ?? [], chosen)), path));
    open(null);
  };
  const known = GROUPS.filter((name) => index.member(name) && new Set((all ?? []).map((school) => school.groups[name])).size > 1);

  return html`<${Dialog} title=${say("constructor-schools")} onSubmit=${submit} isBlocked=${chosen.size === 0} fault=${fault} isWide=${true}>
    <div class="fields">
      <div class="field">
        <label for="${id}-search">${say("constructor-schools-search")}</label>
        <input id="${id}-search" type="search" autocomplete="off" value=${typed} onInput=${(event) => setTyped(event.currentTarget.value)} />
      </div>
      ${known.map((name) => {
        const member = index.member(name);
        const values = [...new Set((all ?? []).map((school) => school.groups[name]))].filter(Boolean);
        return html`<div class="field" key=${name}>
          <label for="${id}-${name}">${member?.title}</label>
          <select id="${id}-${name}" value=${groups[name] ?? ""} onChange=${(event) => setGroups({ ...groups, [name]: event.currentTarget.value })}>
            <option value="">${say("constructor-schools-any")}</option>
            ${values.map((value) => html`<option value=${value}>${member?.values.find((one) => one.value === value)?.title ?? value}</option>`)}
          </select>
        </div>`;
      })}
    </div>
    <p class="picker-state" role="status">
      ${all ? say("constructor-schools-found", { count: shown.length }) : say("constructor-values-busy")} ${" "}${say("constructor-values-chosen", { count: chosen.size })}
    </p>
    <p class="form-actions">
      <button type="button" class="button button-quiet" disabled=${shown.length === 0} onClick=${() => set(shown, true)}>${say("constructor-values-take")}</button>
      <button type="button" class="button button-quiet" disabled=${chosen.size === 0} onClick=${() => setChosen(new Set())}>${say("constructor-values-none")}</button>
    </p>
    <div class="picker-list picker-tree" tabindex="0" role="group" aria-label=${say("constructor-schools")}>
      ${districts.map((district) => html`<${District} key=${district} title=${district || say("constructor-schools-no-district")} list=${shown.filter((school) => school.district === district)} chosen=${chosen} set=${set} />`)}
    </div>
    <${PasteBox} onTake=${paste} note=${note} />
  <//>`;
}

/** @param {{title: string, list: School[], chosen: Set<string>, set: (list: School[], isOn: boolean) => void}} about */
function District({ title, list, chosen, set }) {
  const count = list.filter((school) => chosen.has(school.id)).length;
  return html`<fieldset class="picker-district">
    <legend class="visually-hidden">${title}</legend>
    <label class="check picker-branch">
      <input
        type="checkbox"
        checked=${count === list.length}
        indeterminate=${count > 0 && count < list.length}
        onChange=${(event) => set(list, event.currentTarget.checked)}
      />${title} <span class="fields-count">${count} / ${list.length}</span>
    </label>
    <ul role="list">
      ${list.map(
        (school) => html`<li key=${school.id}>
          <label class="check"><input type="checkbox" checked=${chosen.has(school.id)} onChange=${(event) => set([school], event.currentTarget.checked)} />${school.name} <code class="picker-code">${school.id}</code></label>
        </li>`,
      )}
    </ul>
  </fieldset>`;
}
