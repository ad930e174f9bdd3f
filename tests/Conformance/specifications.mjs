// What the two suites of MongoDB's specification have in common: a sample or all of them, what is known to differ, and the table of a run.
import { readFile } from "node:fs/promises";

/** Whether all cases run: the suite has time for a sample. */
export const all = process.env.SPECIFICATIONS === "all";

/** Every so many of a list, or all of it. */
export const sampled = (list, every) => all ? list : list.filter((_, index) => index % every === 0);

/** What is known to differ, and how often anything came out so or so. */
export class Outcomes {
  rows = new Map();
  unexpected = new Map();

  constructor(title, known) {
    this.title = title;
    this.differing = new Set(known.flatMap(({ tests }) => tests));
  }

  /** The outcomes of a suite, with what a file says of it. */
  static read = async (title, path) => new Outcomes(title, JSON.parse(await readFile(path, "utf8")));

  /** Counts one case of a folder: `pass`, `differ`, or another word for why it says nothing. What is not as it is known to be is an error. */
  add(folder, id, outcome, error) {
    const row = this.rows.get(folder) ?? {};
    row[outcome] = (row[outcome] ?? 0) + 1;
    this.rows.set(folder, row);
    if (outcome === "differ" && !this.differing.has(id)) return new Error(`${id}: ${error.message}`, { cause: error });
    return outcome === "pass" && this.differing.has(id) ? new Error(`${id}: it is said to differ, and does not`) : undefined;
  }

  /** The table of the run, as documents show it. */
  table() {
    const columns = ["pass", "differ", "missing", "not run"].filter((name) => [...this.rows.values()].some((row) => row[name]));
    const total = {};
    for (const row of this.rows.values()) for (const name of columns) total[name] = (total[name] ?? 0) + (row[name] ?? 0);
    const line = (title, row) => `| ${[title, ...columns.map((name) => row[name] ?? 0), share(row)].join(" | ")} |`;
    return [
      `| ${[this.title, ...columns, "of those that run"].join(" | ")} |`, `|${"---|".repeat(columns.length + 2)}`,
      ...[...this.rows].sort(([one], [other]) => one < other ? -1 : 1).map(([folder, row]) => line(folder, row)), line("together", total),
    ].join("\n");
  }
}

const share = ({ pass = 0, differ = 0 }) => pass + differ === 0 ? "" : `${(Math.floor(1000 * pass / (pass + differ)) / 10).toFixed(1)} %`;
