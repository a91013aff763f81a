// Numbers and sentences as the page's language writes them.

// The United States write numbers one way in every language; the server does the same.
export const locale = `${document.documentElement.lang || "en"}-US`;
const formats = new Map();

/** With `decimals` exactly so many, so that the numbers of a column line up. */
export function number(value, decimals = 0) {
  const digits = { minimumFractionDigits: decimals, maximumFractionDigits: decimals };
  if (!formats.has(decimals)) formats.set(decimals, new Intl.NumberFormat(locale, digits));
  return formats.get(decimals).format(value);
}

export const fill = (template, values) => template.replace(/\{(\w+)\}/g, (gap, name) => values[name] ?? gap);

/** The sentence for one or for many that the server put, translated, on the element. */
export const counted = (element, count, values = {}) =>
  fill(count === 1 ? element.dataset.one : element.dataset.many, { ...values, count: number(count) });
