"use strict";
for (const table of document.querySelectorAll(".sheet table")) {
  const heads = [...table.querySelectorAll("thead th")];
  const body = table.tBodies[0];
  const first = [...body.rows];
  const value = (row, column) => {
    const cell = row.cells[column];
    return cell.dataset.v === undefined ? cell.textContent : cell.dataset.v === "" ? null : Number(cell.dataset.v);
  };
  const order = (a, b) => typeof a === "number" && typeof b === "number" ? a - b : String(a).localeCompare(String(b));
  heads.forEach((head, column) => head.querySelector("button").addEventListener("click", () => {
    const down = head.getAttribute("aria-sort") === "descending";
    const next = head.getAttribute("aria-sort") === "ascending" ? "descending" : down ? "none" : "ascending";
    for (const other of heads) other.setAttribute("aria-sort", "none");
    head.setAttribute("aria-sort", next);
    const rows = [...first];
    if (next !== "none") {
      const sign = next === "ascending" ? 1 : -1;
      // What has no figure stays at the end, whichever way the others stand.
      rows.sort((a, b) => {
        const [x, y] = [value(a, column), value(b, column)];
        if (x === null || y === null) return (x === null) - (y === null);
        return sign * order(x, y);
      });
    }
    body.append(...rows);
  }));
}
