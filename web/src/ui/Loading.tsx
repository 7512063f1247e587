import { Card, Skeleton } from "antd";

/** Grey shapes in the place of what is coming; never a spinner on an empty page. */
export function Loading({ rows = 6 }: { rows?: number }) {
  return (
    <Card variant="borderless" aria-busy>
      <Skeleton active paragraph={{ rows }} />
    </Card>
  );
}
