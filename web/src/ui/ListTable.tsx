import { Button, Card, Checkbox, Flex, Table } from "antd";
import type { Key, ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { Link, useNavigate } from "react-router";
import { EmptyState } from "./EmptyState";
import { ErrorState } from "./ErrorState";
import { Loading } from "./Loading";
import type { ListState } from "./useList";
import { usePhone } from "./usePhone";

export interface Column<T> {
  key: string;
  title: string;
  render: (row: T) => ReactNode;
  /** On a phone: the heading of the card, a labelled line, the corner, or left out. */
  phone?: "title" | "line" | "corner" | "hide";
  width?: number;
  align?: "right";
}

interface Selection {
  keys: Key[];
  onChange: (keys: Key[]) => void;
}

interface Props<T> {
  list: ListState<T>;
  columns: Column<T>[];
  rowKey: (row: T) => Key;
  rowPath?: (row: T) => string;
  onRow?: (row: T) => void;
  empty: ReactNode;
  selection?: Selection;
}

/** Rows as a table, or as cards on a phone, with their loading, failed, empty and paging states. */
export function ListTable<T extends object>(props: Props<T>) {
  const { t } = useTranslation("ui");
  const phone = usePhone();
  const { query, narrowed } = props.list;
  if (query.data === undefined) {
    return query.isError ? <ErrorState error={query.error} onRetry={() => void query.refetch()} /> : <Loading rows={8} />;
  }
  const rows = query.data.items;
  const nothing = narrowed ? <EmptyState title={t("list.noMatch")} hint={t("list.noMatchHint")} /> : props.empty;
  return (
    <Flex vertical gap={12} aria-busy={query.isFetching}>
      {query.isError && <ErrorState error={query.error} onRetry={() => void query.refetch()} />}
      {rows.length === 0 ? <Card>{nothing}</Card> : phone ? <Cards {...props} rows={rows} /> : <Rows {...props} rows={rows} />}
      <Pager list={props.list} />
    </Flex>
  );
}

function useOpen<T>({ rowPath, onRow }: Props<T>): ((row: T) => void) | undefined {
  const navigate = useNavigate();
  if (onRow) return onRow;
  return rowPath && ((row) => void navigate(rowPath(row)));
}

function Rows<T extends object>(props: Props<T> & { rows: T[] }) {
  const { t } = useTranslation("ui");
  const open = useOpen(props);
  const { selection } = props;
  return (
    <Card className="siyu-table" styles={{ body: { padding: 0 } }}>
      <Table<T>
        rowKey={props.rowKey}
        dataSource={props.rows}
        pagination={false}
        scroll={{ x: "max-content" }}
        columns={props.columns.map((column) => ({
          key: column.key,
          title: column.title,
          render: (_: unknown, row: T) => <Cell column={column} row={row} path={props.rowPath} onRow={props.onRow} />,
          ...(column.width ? { width: column.width } : {}),
          ...(column.align ? { align: column.align } : {}),
        }))}
        {...(selection && {
          rowSelection: {
            selectedRowKeys: selection.keys,
            onChange: selection.onChange,
            getCheckboxProps: () => ({ "aria-label": t("list.select") }),
            // The box that selects all would also stand, hidden but focusable, in the row that measures the columns.
            hideSelectAll: true,
            columnWidth: 48,
          },
        })}
        onRow={(row) => (open ? { onClick: () => open(row), className: "siyu-row-opens" } : {})}
      />
    </Card>
  );
}

interface CellProps<T> {
  column: Column<T>;
  row: T;
  path: ((row: T) => string) | undefined;
  onRow: ((row: T) => void) | undefined;
}

/** A cell; the one that names the row is a link or a button, so that the keyboard opens rows as well. */
function Cell<T>({ column, row, path, onRow }: CellProps<T>) {
  if (column.phone !== "title" || (!path && !onRow)) return column.render(row);
  // The row itself hears the click as well.
  if (!path) return <button type="button" className="siyu-row-link siyu-row-button">{column.render(row)}</button>;
  return (
    <Link to={path(row)} className="siyu-row-link" onClick={(event) => event.stopPropagation()}>
      {column.render(row)}
    </Link>
  );
}

function Cards<T extends object>(props: Props<T> & { rows: T[] }) {
  const open = useOpen(props);
  return (
    <Flex vertical gap={8}>
      {props.rows.map((row) => (
        <RowCard key={props.rowKey(row)} {...props} row={row} open={open} />
      ))}
    </Flex>
  );
}

function RowCard<T extends object>({ row, columns, open, selection, rowKey }: Props<T> & { row: T; open?: ((row: T) => void) | undefined }) {
  const { t } = useTranslation("ui");
  const at = (place: Column<T>["phone"]) => columns.filter((column) => (column.phone ?? "line") === place);
  const key = rowKey(row);
  const toggle = (on: boolean) => selection?.onChange(on ? [...selection.keys, key] : selection.keys.filter((each) => each !== key));
  return (
    <Card size="small" hoverable={Boolean(open)} onClick={open && (() => open(row))} className="siyu-row-card">
      <Flex justify="space-between" gap={8}>
        <Flex gap={8}>
          {selection && (
            <span onClick={(event) => event.stopPropagation()}>
              <Checkbox aria-label={t("list.select")} checked={selection.keys.includes(key)} onChange={(event) => toggle(event.target.checked)} />
            </span>
          )}
          <strong>{at("title").map((column) => <div key={column.key}>{column.render(row)}</div>)}</strong>
        </Flex>
        <div>{at("corner").map((column) => <div key={column.key}>{column.render(row)}</div>)}</div>
      </Flex>
      {at("line").map((column) => (
        <Line key={column.key} title={column.title} shown={column.render(row)} />
      ))}
    </Card>
  );
}

/** A labelled line of a card; what is not known takes no room on a phone. */
function Line({ title, shown }: { title: string; shown: ReactNode }) {
  if (shown === "—" || shown === null || shown === "") return null;
  return (
    <div className="siyu-row-line">
      {title && <span className="siyu-row-label">{title}</span>}
      <span>{shown}</span>
    </div>
  );
}

function Pager<T>({ list }: { list: ListState<T> }) {
  const { t } = useTranslation("ui");
  const more = Boolean(list.query.data?.next_cursor);
  if (!more && !list.hasPrevious) return null;
  return (
    <Flex justify="flex-end" gap={8}>
      <Button disabled={!list.hasPrevious} onClick={list.previous}>
        {t("list.previous")}
      </Button>
      <Button disabled={!more} loading={list.query.isPlaceholderData} onClick={list.next}>
        {t("list.next")}
      </Button>
    </Flex>
  );
}
