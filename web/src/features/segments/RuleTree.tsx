import {
  ArrowDownOutlined, ArrowUpOutlined, CopyOutlined, DeleteOutlined, MoreOutlined, PlusOutlined,
} from "@ant-design/icons";
import { Alert, Button, Dropdown, Flex, Segmented, Select } from "antd";
import type { Dispatch, KeyboardEvent, ReactNode } from "react";
import { useTranslation } from "react-i18next";
import type { FieldProblem } from "@/api/problem";
import { typeset } from "@/i18n/typeset";
import { AttributeFields } from "./AttributeFields";
import { EventFields } from "./EventFields";
import { isComplete, isGroup, kindOf, type GroupNode, type Leaf, type LeafKind, type LeafNode, type TreeNode } from "./rule";
import type { RuleAction } from "./rule_reducer";
import { SegmentFields } from "./SegmentFields";
import { TagFields } from "./TagFields";

interface Shared {
  dispatch: Dispatch<RuleAction>;
  /** What the server refused, by the id of the node it belongs to. */
  problems: Map<number, FieldProblem>;
}

const KINDS: LeafKind[] = ["event", "tag", "attribute", "segment"];

/** A group of conditions with its join, its parts and the ways to add to it. */
export function RuleGroup({ group, depth = 0, ...shared }: Shared & { group: GroupNode; depth?: number }) {
  const { t } = useTranslation("segments");
  const { dispatch } = shared;
  return (
    <div className={depth ? "seg-group seg-group-inner" : "seg-group"} role="group" aria-label={t(`join.${group.join}`)}>
      <Flex gap={8} align="center" wrap>
        {depth > 0 && <Negation node={group} dispatch={dispatch} words="group" />}
        <Segmented
          size="small"
          value={group.join}
          onChange={(join) => dispatch({ do: "join", id: group.id, join })}
          options={(["all", "any"] as const).map((value) => ({ value, label: t(`join.${value}`) }))}
        />
        {depth > 0 && <NodeMenu node={group} dispatch={dispatch} />}
      </Flex>
      <Problem node={group} problems={shared.problems} />
      <div className="seg-children">
        {group.children.length === 0 && <p className="siyu-quiet">{t(`join.${group.join}Empty`)}</p>}
        {group.children.map((child, index) => (
          <Part key={child.id} node={child} dispatch={dispatch} joint={index > 0 ? t(`join.${group.join}Word`) : ""}>
            {isGroup(child) ? <RuleGroup group={child} depth={depth + 1} {...shared} /> : <Condition node={child} {...shared} />}
          </Part>
        ))}
      </div>
      <Flex gap={4} wrap>
        {KINDS.map((kind) => (
          <Button key={kind} size="small" icon={<PlusOutlined />} onClick={() => dispatch({ do: "addLeaf", to: group.id, kind })}>
            {t(`leaf.add.${kind}`)}
          </Button>
        ))}
        {depth < 4 && (
          <Button size="small" type="text" icon={<PlusOutlined />} onClick={() => dispatch({ do: "addGroup", to: group.id })}>
            {t("leaf.add.group")}
          </Button>
        )}
      </Flex>
    </div>
  );
}

/** Alt with the arrows moves a part within its group. */
function Part({ node, joint, dispatch, children }: { node: TreeNode; joint: string; dispatch: Dispatch<RuleAction>; children: ReactNode }) {
  const onKey = (event: KeyboardEvent) => {
    if (!event.altKey || (event.key !== "ArrowUp" && event.key !== "ArrowDown")) return;
    event.preventDefault();
    event.stopPropagation();
    dispatch({ do: "move", id: node.id, by: event.key === "ArrowUp" ? -1 : 1 });
  };
  return (
    <div className="seg-part" onKeyDown={onKey}>
      <span className="seg-joint">{joint}</span>
      <div className="seg-part-body">{children}</div>
    </div>
  );
}

function Condition({ node, dispatch, problems }: Shared & { node: LeafNode }) {
  const { t } = useTranslation("segments");
  const change = (leaf: Leaf) => dispatch({ do: "change", id: node.id, leaf });
  return (
    <div className="seg-condition" role="group" aria-label={t(`leaf.kind.${kindOf(node.leaf)}`)}>
      <Flex gap={8} wrap align="center" className="seg-fields">
        <Negation node={node} dispatch={dispatch} words={kindOf(node.leaf)} />
        <Fields leaf={node.leaf} onChange={change} />
      </Flex>
      <NodeMenu node={node} dispatch={dispatch} />
      {!isComplete(node.leaf) && <p className="siyu-quiet seg-note">{t("leaf.incomplete")}</p>}
      <Problem node={node} problems={problems} />
    </div>
  );
}

function Fields({ leaf, onChange }: { leaf: Leaf; onChange: (leaf: Leaf) => void }) {
  if ("tag" in leaf) return <TagFields leaf={leaf} onChange={onChange} />;
  if ("attribute" in leaf) return <AttributeFields leaf={leaf} onChange={onChange} />;
  if ("event" in leaf) return <EventFields leaf={leaf} onChange={onChange} />;
  return <SegmentFields leaf={leaf} onChange={onChange} />;
}

function Negation({ node, dispatch, words }: { node: TreeNode; dispatch: Dispatch<RuleAction>; words: LeafKind | "group" }) {
  const { t } = useTranslation("segments");
  return (
    <Select
      className="seg-negation"
      value={node.negated}
      onChange={() => dispatch({ do: "negate", id: node.id })}
      popupMatchSelectWidth={false}
      aria-label={t("leaf.negation")}
      options={[
        { value: false, label: t(`negation.${words}`) },
        { value: true, label: t(`negation.${words}Not`) },
      ]}
    />
  );
}

function NodeMenu({ node, dispatch }: { node: TreeNode; dispatch: Dispatch<RuleAction> }) {
  const { t } = useTranslation("segments");
  const { id } = node;
  const items = [
    { key: "up", icon: <ArrowUpOutlined />, label: t("leaf.up"), onClick: () => dispatch({ do: "move", id, by: -1 }) },
    { key: "down", icon: <ArrowDownOutlined />, label: t("leaf.down"), onClick: () => dispatch({ do: "move", id, by: 1 }) },
    { key: "copy", icon: <CopyOutlined />, label: t("leaf.copy"), onClick: () => dispatch({ do: "copy", id }) },
  ];
  return (
    <span className="seg-menu">
      <Dropdown menu={{ items }} trigger={["click"]} autoFocus>
        <Button type="text" size="small" icon={<MoreOutlined />} aria-label={t("leaf.more")} />
      </Dropdown>
      <Button type="text" size="small" icon={<DeleteOutlined />} aria-label={t("leaf.remove")} onClick={() => dispatch({ do: "remove", id })} />
    </span>
  );
}

/** The path of the place is clear from where the problem stands; only the reason after it is shown. */
function whyOf({ detail, field }: FieldProblem): string {
  const after = detail.split(field).at(-1) ?? detail;
  return after.includes(":") ? after.slice(after.indexOf(":") + 1).trim() : after.trim();
}

function Problem({ node, problems }: { node: TreeNode; problems: Map<number, FieldProblem> }) {
  const problem = problems.get(node.id);
  if (!problem) return null;
  return <Alert type="error" showIcon className="seg-note" title={typeset([whyOf(problem), problem.fix].filter(Boolean).join(" · "))} />;
}
