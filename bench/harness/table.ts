/** Plain tables: the first column to the left, the others to the right. */

/** Rows of cells, the first row being the heading. Numbers are shown with at most one decimal. */
export function renderTable(rows: readonly (readonly (string | number | null)[])[]): string {
  const cells = rows.map((row) => row.map(show));
  const widths = (cells[0] ?? []).map((_, column) => Math.max(...cells.map((row) => row[column]?.length ?? 0)));
  return cells
    .map((row) =>
      row
        .map((cell, column) => (column === 0 ? cell.padEnd(widths[column] ?? 0) : cell.padStart(widths[column] ?? 0)))
        .join('  ')
        .trimEnd(),
    )
    .join('\n');
}

function show(cell: string | number | null): string {
  if (cell === null) return '-';
  if (typeof cell === 'string') return cell;
  return Number.isInteger(cell) || Math.abs(cell) >= 100 ? String(Math.round(cell)) : cell.toFixed(1);
}
