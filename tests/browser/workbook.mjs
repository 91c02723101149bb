// A workbook as a spreadsheet reads it: its archive, its sheets, their cells with formats and merges.

import { readFileSync } from "node:fs";
import { inflateRawSync } from "node:zlib";

const END = 0x06054b50;
const ENTRY = 0x02014b50;
const DEFLATED = 8;

/** Returns what a download holds. */
export async function bytes(download) {
  return readFileSync(await download.path());
}

/** Reads the sheets of an XLSX file. @param {Buffer} bytes */
export function workbook(bytes) {
  const files = unpacked(bytes);
  const text = (name) => files.get(name)?.toString("utf8") ?? "";
  const shared = [...text("xl/sharedStrings.xml").matchAll(/<si>(.*?)<\/si>/gs)].map(([, inner]) => words(inner));
  const formats = formatsOf(text("xl/styles.xml"));
  const names = [...text("xl/workbook.xml").matchAll(/<sheet [^>]*name="([^"]*)"/g)].map(([, name]) => plain(name));
  return names.map((name, place) => ({ name, ...read(text(`xl/worksheets/sheet${place + 1}.xml`), shared, formats) }));
}

/** Shows a cell as a Russian spreadsheet would. */
export function shown({ value, format }) {
  if (typeof value !== "number") {
    return value ?? "";
  }
  if (/[ymd]/.test(format)) {
    return day(value, format);
  }
  const [, decimals = ""] = /0(?:\.(0+))?(?!.*0)/.exec(format) ?? [];
  const [whole, part] = rounded(Math.abs(value), decimals.length).split(".");
  const grouped = format.includes("#,##") ? whole.replace(/\B(?=(\d{3})+$)/g, "\u00a0") : whole;
  const sign = value < 0 ? "\u2212" : "";
  const unit = /"([^"]*)"$/.exec(format)?.[1] ?? "";
  return `${sign}${grouped}${part ? `,${part}` : ""}${unit}`;
}

// Halves go away from zero, as in spreadsheets.
function rounded(value, digits) {
  return (Math.round(Number(`${value}e${digits}`)) / 10 ** digits).toFixed(digits);
}

function day(serial, format) {
  const date = new Date(Date.UTC(1899, 11, 30) + serial * 86_400_000);
  if (/mmmm/.test(format)) {
    return new Intl.DateTimeFormat("ru", { month: "long", year: "numeric", timeZone: "UTC" }).format(date).replace(" г.", "");
  }
  return new Intl.DateTimeFormat("ru", { timeZone: "UTC" }).format(date);
}

function read(xml, shared, formats) {
  const rows = [...xml.matchAll(/<row [^>]*?(?:\/>|>(.*?)<\/row>)/gs)].map(([, inner = ""]) => {
    const row = [];
    for (const [, attributes, content = ""] of inner.matchAll(/<c ([^>]*?)(?:\/>|>(.*?)<\/c>)/gs)) {
      const [, letters] = /r="([A-Z]+)\d+"/.exec(attributes);
      row[columnOf(letters)] = cell(attributes, content, shared, formats);
    }
    return row;
  });
  const merges = [...xml.matchAll(/<mergeCell ref="([A-Z]+)(\d+):([A-Z]+)(\d+)"/g)].map(([, left, top, right, bottom]) => ({
    column: columnOf(left),
    row: Number(top) - 1,
    columns: columnOf(right) - columnOf(left) + 1,
    rows: Number(bottom) - Number(top) + 1,
  }));
  return { rows, merges };
}

function cell(attributes, content, shared, formats) {
  const format = formats[Number(/s="(\d+)"/.exec(attributes)?.[1] ?? 0)] ?? "";
  const [, given] = /<v>(.*?)<\/v>/s.exec(content) ?? [];
  switch (/t="(\w+)"/.exec(attributes)?.[1]) {
    case "s":
      return { value: shared[Number(given)], format };
    case "inlineStr":
      return { value: words(content), format };
    case "str":
      return { value: plain(given ?? ""), format };
    default:
      return { value: given === undefined ? null : Number(given), format };
  }
}

function formatsOf(xml) {
  const own = new Map([...xml.matchAll(/<numFmt numFmtId="(\d+)" formatCode="([^"]*)"/g)].map(([, id, code]) => [id, plain(code)]));
  const [, cells = ""] = /<cellXfs[^>]*>(.*?)<\/cellXfs>/s.exec(xml) ?? [];
  return [...cells.matchAll(/<xf [^>]*numFmtId="(\d+)"/g)].map(([, id]) => own.get(id) ?? "");
}

function columnOf(letters) {
  return [...letters].reduce((sum, letter) => sum * 26 + letter.charCodeAt(0) - 64, 0) - 1;
}

function words(xml) {
  return plain([...xml.matchAll(/<t[^>]*>(.*?)<\/t>/gs)].map(([, text]) => text).join(""));
}

function plain(text) {
  const signs = { lt: "<", gt: ">", quot: '"', apos: "'", amp: "&" };
  return text.replace(/&(lt|gt|quot|apos|amp);/g, (_, name) => signs[name]);
}

// The directory at the end of the archive names every file and where it begins.
function unpacked(bytes) {
  const end = bytes.lastIndexOf(Buffer.from([END & 255, (END >> 8) & 255, (END >> 16) & 255, (END >> 24) & 255]));
  const files = new Map();
  let at = bytes.readUInt32LE(end + 16);
  for (let count = bytes.readUInt16LE(end + 10); count > 0 && bytes.readUInt32LE(at) === ENTRY; count -= 1) {
    const [method, size, start] = [bytes.readUInt16LE(at + 10), bytes.readUInt32LE(at + 20), bytes.readUInt32LE(at + 42)];
    const [name, extra, note] = [28, 30, 32].map((place) => bytes.readUInt16LE(at + place));
    const from = start + 30 + bytes.readUInt16LE(start + 26) + bytes.readUInt16LE(start + 28);
    const packed = bytes.subarray(from, from + size);
    files.set(bytes.toString("utf8", at + 46, at + 46 + name), method === DEFLATED ? inflateRawSync(packed) : packed);
    at += 46 + name + extra + note;
  }
  return files;
}
