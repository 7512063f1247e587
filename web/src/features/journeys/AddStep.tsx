import { PlusOutlined } from "@ant-design/icons";
import { Button, Dropdown } from "antd";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { useEditor } from "./editor_context";
import type { Port } from "./graph";
import { ADDABLE, ICONS } from "./kinds";

/** A button that puts a step on a way; works with the keyboard alone. */
export function AddStep({ from, port, children }: { from: string; port: Port; children?: ReactNode }) {
  const { t } = useTranslation("journeys");
  const { change, readonly } = useEditor();
  if (readonly) return null;
  const items = ADDABLE.map((kind) => ({
    key: kind,
    icon: ICONS[kind],
    label: t(`add.${kind}`),
    onClick: () => change({ do: "insert", from, port, kind }),
  }));
  return (
    <Dropdown menu={{ items }} trigger={["click"]} placement="bottom" autoFocus>
      {children ? (
        <Button icon={<PlusOutlined />}>{children}</Button>
      ) : (
        <Button size="small" shape="circle" icon={<PlusOutlined />} aria-label={t("add.here")} className="jny-plus nodrag nopan" />
      )}
    </Dropdown>
  );
}
