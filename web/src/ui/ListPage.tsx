import { Flex, Typography } from "antd";
import type { Key, ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { formatNumber } from "./format";
import { ListTable, type Column } from "./ListTable";
import { PageHeader, type PageHeaderProps } from "./PageHeader";
import { SearchBox } from "./SearchBox";
import type { ListState } from "./useList";

interface Props<T> extends PageHeaderProps {
  list: ListState<T>;
  columns: Column<T>[];
  rowKey: (row: T) => Key;
  rowPath?: (row: T) => string;
  onRow?: (row: T) => void;
  empty: ReactNode;
  searchPlaceholder?: string;
  /** Up to four filters, each keeping its value in the address. */
  filters?: ReactNode;
  selection?: { keys: Key[]; onChange: (keys: Key[]) => void };
  /** What can be done with the selected rows. */
  batch?: ReactNode;
  /** How the total is told when it is not just a number of rows. */
  totalText?: (total: number) => string;
  /** Something true about the whole list, above the rows: the rule it shows, a warning. */
  banner?: ReactNode;
}

/** A list with its title, purpose, search, filters, total, rows and batch actions. */
export function ListPage<T extends object>(props: Props<T>) {
  const { t } = useTranslation("ui");
  // "0 in total" above an empty list says nothing that the list does not.
  const total = props.list.query.data?.total || null;
  const { searchPlaceholder, filters, selection, batch, banner } = props;
  return (
    <div>
      <PageHeader {...props} />
      {banner}
      <Flex className="siyu-toolbar" gap={8} wrap align="center">
        {searchPlaceholder && <SearchBox placeholder={searchPlaceholder} />}
        {filters}
        {total !== null && (
          <Typography.Text type="secondary" className="siyu-total">
            {props.totalText ? props.totalText(total) : t("list.total", { count: total, shown: formatNumber(total) })}
          </Typography.Text>
        )}
      </Flex>
      {batch && selection && selection.keys.length > 0 && (
        <Flex className="siyu-batch" gap={12} align="center" wrap>
          <span>{t("list.selected", { count: selection.keys.length })}</span>
          {batch}
        </Flex>
      )}
      <ListTable {...props} />
    </div>
  );
}
