// Says the catalogue's messages in the page's language.

import { FluentBundle, FluentResource } from "../vendor/fluent/fluent.js";

/** @typedef {(key: string, args?: Record<string, string | number>) => string} Say */

/**
 * Reads the catalogue that the page names by `<link data-messages>`.
 * @returns {Promise<Say>}
 */
export async function messages() {
  const link = /** @type {HTMLLinkElement} */ (document.querySelector("link[data-messages]"));
  const answer = await fetch(link.href, { credentials: "same-origin" });
  return sayer(document.documentElement.lang, await answer.text());
}

/**
 * @param {string} language
 * @param {string} text messages in the Fluent format
 * @returns {Say}
 */
export function sayer(language, text) {
  // Isolating marks would stand in names of files and in what is copied.
  const bundle = new FluentBundle(language, { useIsolating: false });
  bundle.addResource(new FluentResource(text));
  return (key, args = {}) => {
    const message = bundle.getMessage(key);
    if (!message?.value) {
      return key;
    }
    const said = bundle.formatPattern(message.value, /** @type {any} */ (args), /** @type {any} */ ([]));
    // Numbers read «1 234» in both languages, with the no-break space that Russian has by itself.
    return language === "ru" ? said : said.replace(/(\d),(?=\d{3}(?!\d))/g, "$1\u00a0");
  };
}
