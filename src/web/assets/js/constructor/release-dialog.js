// Release dialog: of which night the data are, the newest one unless another is chosen.

import { html, useEffect, useId, useState } from "../../vendor/preact/preact.js";
import { instant } from "../numbers.js";
import { call, inWords } from "./api.js";
import { useBench } from "./bench.js";
import { Dialog } from "./dialog.js";
import { withKey } from "./state.js";

/** @typedef {{id: number, published_at: string}} Release */

export default function ReleaseDialog() {
  const { store, say, open, index } = useBench();
  const { asOf } = store.state;
  const [chosen, choose] = useState(String(asOf ?? ""));
  const [releases, setReleases] = useState(/** @type {Release[] | null} */ (null));
  const [fault, setFault] = useState("");
  const id = useId();
  useEffect(() => {
    const asking = new AbortController();
    call("/api/v1/releases", { signal: asking.signal }).then(
      (answer) => setReleases(answer.releases),
      (refused) => asking.signal.aborted || setFault(inWords(refused, say)),
    );
    return () => asking.abort();
  }, []);
  // The newest one goes on being the newest: named by its number it would grow old.
  const older = (releases ?? []).slice(1);
  const isListed = chosen === "" || older.some((one) => String(one.id) === chosen);
  const submit = () => {
    store.change(withKey(store.state, "asOf", releases?.[0] && String(releases[0].id) === chosen ? null : Number(chosen) || null));
    open(null);
  };
  return html`<${Dialog} title=${say("constructor-release-title")} onSubmit=${submit} isBlocked=${!releases} fault=${fault}>
    <p class="hint" id="${id}-note">${say("constructor-release-note")}</p>
    <div class="field">
      <label for="${id}-release">${say("constructor-release")}</label>
      <select id="${id}-release" value=${chosen} disabled=${!releases} aria-describedby="${id}-note" onChange=${(event) => choose(event.currentTarget.value)}>
        <option value="">${say("constructor-release-newest")}</option>
        ${!isListed && html`<option value=${chosen}>${say("constructor-release-is", { release: chosen })}</option>`}
        ${older.map((one) => html`<option value=${one.id}>${say("constructor-release-of", { release: String(one.id), moment: instant(one.published_at, index.timezone) })}</option>`)}
      </select>
    </div>
  <//>`;
}
