import { Tooltip } from "antd";
import { Link } from "react-router";
import { useBrand } from "@/api/session";
import { formatNumber, formatPeople } from "./format";
import { paths } from "./paths";

interface Props {
  count: number;
  /** A segment rule that finds exactly these people. */
  rule: unknown;
  /** Words instead of the figure, where it is shown already. */
  children?: string;
}

/** A figure that opens the people behind it. */
export function PeopleLink({ count, rule, children }: Props) {
  const brand = useBrand();
  return (
    <Tooltip title={count >= 100_000 ? formatNumber(count) : undefined}>
      <Link to={paths.people(brand.code, rule)}>{children ?? formatPeople(count)}</Link>
    </Tooltip>
  );
}

/** "把这些人存为人群": opens the segment builder with the rule filled in. */
export function SaveAsSegment({ rule, children }: { rule: unknown; children: string }) {
  const brand = useBrand();
  return <Link to={paths.segmentNew(brand.code, rule)}>{children}</Link>;
}
