// Sends an extract with its progress in sight. Without this module the form sends itself.

/** @typedef {"sending" | "checking" | "cancelled" | "failed" | "large"} Stage */

for (const form of document.querySelectorAll("form[data-upload]")) {
  if (form instanceof HTMLFormElement) {
    bind(form);
  }
}

/** @param {HTMLFormElement} form */
function bind(form) {
  const file = form.querySelector("input[type=file]");
  const button = form.querySelector("button[type=submit]");
  const progress = form.querySelector("[data-upload-progress]");
  const bar = form.querySelector("progress");
  const cancel = form.querySelector("[data-upload-cancel]");
  const status = form.querySelector("[data-upload-status]");
  const refusal = document.querySelector("[data-upload-refusal]");
  if (
    !(file instanceof HTMLInputElement) ||
    !(button instanceof HTMLButtonElement) ||
    !(progress instanceof HTMLElement) ||
    !(bar instanceof HTMLProgressElement) ||
    !(cancel instanceof HTMLButtonElement) ||
    !(status instanceof HTMLElement) ||
    !(refusal instanceof HTMLElement)
  ) {
    return;
  }

  /** @param {Stage | null} stage */
  const tell = (stage) => {
    const name = stage && `text${stage[0].toUpperCase()}${stage.slice(1)}`;
    status.textContent = (name && status.dataset[name]) ?? "";
  };
  /** @param {boolean} isSending */
  const show = (isSending) => {
    progress.hidden = !isSending;
    button.disabled = isSending;
    file.disabled = isSending;
  };

  form.addEventListener("submit", (event) => {
    const chosen = file.files?.[0];
    if (!chosen) {
      return;
    }
    event.preventDefault();
    refusal.replaceChildren();
    if (chosen.size > Number(form.dataset.most)) {
      tell("large");
      return;
    }
    const body = new FormData();
    body.append(file.name, chosen);
    const request = new XMLHttpRequest();
    const stop = () => request.abort();
    /** @param {Stage | null} stage */
    const end = (stage) => {
      cancel.removeEventListener("click", stop);
      removeEventListener("beforeunload", warn);
      const hadFocus = progress.contains(document.activeElement);
      show(false);
      tell(stage);
      if (hadFocus) {
        button.focus();
      }
    };
    request.upload.addEventListener("progress", ({ loaded, total }) => {
      bar.value = total > 0 ? Math.floor((100 * loaded) / total) : 0;
    });
    request.upload.addEventListener("load", () => tell("checking"));
    request.addEventListener("abort", () => end("cancelled"));
    request.addEventListener("error", () => end("failed"));
    request.addEventListener("load", () => {
      if (request.status >= 200 && request.status < 300 && leadsToLoad(request.responseURL)) {
        end(null);
        location.assign(request.responseURL);
        return;
      }
      const told = new DOMParser()
        .parseFromString(request.responseText, "text/html")
        .querySelector("#upload-refusal");
      end(told ? null : "failed");
      if (told) {
        refusal.replaceChildren(document.importNode(told, true));
      }
    });
    cancel.addEventListener("click", stop);
    addEventListener("beforeunload", warn);
    bar.value = 0;
    show(true);
    tell("sending");
    cancel.focus();
    request.open("POST", form.action);
    request.send(body);
  });
}

/**
 * The server leads to the page of the load that it has taken.
 * @param {string} address
 */
function leadsToLoad(address) {
  const { origin, pathname } = new URL(address);
  return origin === location.origin && /^\/loads\/[^/]+$/.test(pathname);
}

/**
 * Asks before the page is left while an extract is on its way.
 * @param {BeforeUnloadEvent} event
 */
function warn(event) {
  event.preventDefault();
}
