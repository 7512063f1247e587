import { QuestionCircleOutlined } from "@ant-design/icons";
import { Card, Flex, Tooltip, Typography } from "antd";
import type { ReactNode } from "react";
import { formatChange } from "./format";

interface Props {
  label: string;
  value: ReactNode;
  definition?: string;
  /** The same figure one period earlier, and what to call that period. */
  before?: { now: number; then: number; base: string };
  footer?: ReactNode;
}

/** One number with its name, its meaning on hover, its change and what to do with it. */
export function Figure({ label, value, definition, before, footer }: Props) {
  return (
    <Card size="small" className="siyu-figure">
      <Flex vertical gap={4}>
        <Typography.Text type="secondary">
          {label}
          {definition && (
            <Tooltip title={definition}>
              <QuestionCircleOutlined className="siyu-definition" aria-label={definition} />
            </Tooltip>
          )}
        </Typography.Text>
        <div className="siyu-figure-value">{value}</div>
        {before && (
          <Typography.Text type="secondary">
            {before.base} {arrow(before.now - before.then)} {formatChange(before.now, before.then)}
          </Typography.Text>
        )}
        {footer}
      </Flex>
    </Card>
  );
}

function arrow(difference: number): string {
  if (difference === 0) return "→";
  return difference > 0 ? "↑" : "↓";
}
