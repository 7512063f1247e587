import { QuestionCircleOutlined } from "@ant-design/icons";
import { Card, Flex, Tooltip, Typography } from "antd";
import type { ReactNode } from "react";

/** The same figure over an earlier period, in words: "较上期", "↑ +312（+2.6%）", and the exact values on hover. */
export interface Change {
  against: string;
  told: string;
  hint: string;
}

interface Props {
  label: string;
  value: ReactNode;
  definition?: string;
  changes?: Change[];
  footer?: ReactNode;
}

/** One number with its name, its meaning on hover, its change and what to do with it. */
export function Figure({ label, value, definition, changes = [], footer }: Props) {
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
        {changes.map((change) => (
          <Tooltip key={change.against} title={change.hint}>
            <div className="siyu-change">
              <span className="siyu-quiet">{change.against}</span> <span className="siyu-number">{change.told}</span>
            </div>
          </Tooltip>
        ))}
        {footer}
      </Flex>
    </Card>
  );
}
