import { Empty, Typography } from "antd";
import type { ReactNode } from "react";

interface Props {
  /** What will appear here. */
  title: string;
  /** How to get the first one. */
  hint?: string;
  /** The first step, usually one button. */
  action?: ReactNode;
}

export function EmptyState({ title, hint, action }: Props) {
  return (
    <Empty
      image={Empty.PRESENTED_IMAGE_SIMPLE}
      className="siyu-empty"
      description={
        <div>
          <Typography.Text strong>{title}</Typography.Text>
          {hint && <Typography.Paragraph type="secondary">{hint}</Typography.Paragraph>}
        </div>
      }
    >
      {action}
    </Empty>
  );
}
