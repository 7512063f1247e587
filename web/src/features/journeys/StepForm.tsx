import { Button, Form, Input, InputNumber, Radio, Select, Space } from "antd";
import { useTranslation } from "react-i18next";
import { useEditor } from "./editor_context";
import type { BranchNode, EntryNode, Node, SendNode, WaitNode } from "./graph";
import { NextSteps } from "./NextSteps";
import { splitDuration, UNIT_MS, type Unit } from "./words";

/** The settings of one step; each change is drawn at once. */
export function StepForm({ node }: { node: Node }) {
  const { t } = useTranslation("journeys");
  const { change, readonly, problems } = useEditor();
  const save = (changed: Node) => change({ do: "change", node: changed }, changed.id);
  const problem = problems.get(node.id);
  return (
    <Form layout="vertical" disabled={readonly} requiredMark={false}>
      <Fields node={node} save={save} problem={problem} />
      {node.kind !== "exit" && <NextSteps node={node} />}
      <Form.Item htmlFor="step-label" label={t("form.label")} extra={t("form.labelHint")}>
        <Input id="step-label" value={node.label ?? ""} maxLength={30} placeholder={t(`kind.${node.kind}`)} onChange={(event) => save(labelled(node, event.target.value))} />
      </Form.Item>
    </Form>
  );
}

function labelled(node: Node, label: string): Node {
  const bare = Object.fromEntries(Object.entries(node).filter(([name]) => name !== "label"));
  return (label ? { ...bare, label } : bare) as unknown as Node;
}

interface FieldsProps<T> {
  node: T;
  save: (node: Node) => void;
  problem: string | undefined;
}

function Fields({ node, save, problem }: FieldsProps<Node>) {
  switch (node.kind) {
    case "entry":
      return <EntryFields node={node} save={save} problem={problem} />;
    case "wait":
      return <WaitFields node={node} save={save} problem={problem} />;
    case "branch":
      return <BranchFields node={node} save={save} problem={problem} />;
    case "send":
      return <SendFields node={node} save={save} problem={problem} />;
    case "exit":
      return null;
  }
}

const bad = (problem: string | undefined) => (problem ? { validateStatus: "error" as const, help: problem } : {});

function EntryFields({ node, save, problem }: FieldsProps<EntryNode>) {
  const { t } = useTranslation("journeys");
  const { graph, change, names } = useEditor();
  const by = node.trigger.event === undefined ? "segment" : "event";
  const events = (names?.events ?? []).map((each) => ({ value: each.name, label: each.label }));
  return (
    <>
      <Form.Item label={t("form.entry")}>
        <Radio.Group value={by} onChange={(event) => save({ ...node, trigger: event.target.value === "event" ? { event: "" } : {} })}>
          <Radio value="segment">{t("form.bySegment")}</Radio>
          <Radio value="event">{t("form.byEvent")}</Radio>
        </Radio.Group>
      </Form.Item>
      <Form.Item label={t(by === "segment" ? "form.segment" : "form.event")} {...bad(problem)}>
        {by === "segment" ? (
          <SegmentSelect value={node.trigger.segment} onChange={(segment) => save({ ...node, trigger: { segment } })} />
        ) : (
          <Select showSearch={{ optionFilterProp: "label" }} value={node.trigger.event || null} options={events} onChange={(event) => save({ ...node, trigger: { event } })} placeholder={t("form.chooseEvent")} aria-label={t("form.event")} />
        )}
      </Form.Item>
      <Form.Item htmlFor="step-reentry" label={t("form.reentry")}>
        <Select id="step-reentry" value={graph.reentry} onChange={(reentry) => change({ do: "reentry", reentry })} options={(["once", "after_exit"] as const).map((value) => ({ value, label: t(`reentry.${value}`) }))} />
      </Form.Item>
    </>
  );
}

function SegmentSelect({ value, onChange }: { value: number | undefined; onChange: (id: number) => void }) {
  const { t } = useTranslation("journeys");
  const { names } = useEditor();
  return (
    <Select
      showSearch={{ optionFilterProp: "label" }}
      value={value || null}
      onChange={onChange}
      placeholder={t("form.chooseSegment")}
      aria-label={t("form.segment")}
      notFoundContent={t("form.noSegments")}
      options={(names?.segments ?? []).map((each) => ({ value: each.id, label: each.name }))}
    />
  );
}

function WaitFields({ node, save, problem }: FieldsProps<WaitNode>) {
  const { t } = useTranslation("journeys");
  const { amount, unit } = splitDuration(node.duration_ms);
  const set = (count: number, each: Unit) => save({ ...node, duration_ms: Math.round(count * UNIT_MS[each]) });
  return (
    <Form.Item label={t("form.wait")} extra={t("form.waitHint")} {...bad(problem)}>
      <Space.Compact>
        <InputNumber min={1} max={9999} precision={0} value={amount || null} onChange={(count) => set(count ?? 0, unit)} aria-label={t("form.wait")} />
        <Select<Unit> value={unit} onChange={(each) => set(amount || 1, each)} aria-label={t("form.unit")} options={(["day", "hour", "minute"] as const).map((value) => ({ value, label: t(`unit.${value}`) }))} />
      </Space.Compact>
    </Form.Item>
  );
}

function BranchFields({ node, save, problem }: FieldsProps<BranchNode>) {
  const { t } = useTranslation("journeys");
  return (
    <Form.Item label={t("form.branch")} extra={t("form.branchHint")} {...bad(problem)}>
      <SegmentSelect value={node.segment} onChange={(segment) => save({ ...node, segment })} />
    </Form.Item>
  );
}

const CHANNELS = ["wecom", "webhook"];
const VARIABLES_MAX = 8;

function SendFields({ node, save, problem }: FieldsProps<SendNode>) {
  const { t } = useTranslation("journeys");
  const { names } = useEditor();
  const own = (names?.attributes ?? []).filter((each) => !each.key.startsWith("$") && each.kind === "text");
  const variables = [{ key: "name", label: t("variable.name") }, ...own.filter((each) => each.key !== "name")].slice(0, VARIABLES_MAX);
  const write = (text: string) => save({ ...node, template: { text } });
  return (
    <>
      <Form.Item htmlFor="step-channel" label={t("form.channel")}>
        <Select id="step-channel" value={node.channel || null} onChange={(channel) => save({ ...node, channel })} options={CHANNELS.map((value) => ({ value, label: t(`channel.${value}`) }))} />
      </Form.Item>
      <Form.Item htmlFor="step-text" label={t("form.text")} extra={t("form.textHint")} {...bad(problem)}>
        <Input.TextArea id="step-text" value={node.template.text} onChange={(event) => write(event.target.value)} autoSize={{ minRows: 4, maxRows: 12 }} maxLength={4000} showCount placeholder={t("form.textExample")} />
        <Space size={8} wrap className="jny-variables">
          {variables.map((each) => (
            <Button key={each.key} size="small" onClick={() => write(`${node.template.text}{{ ${each.key} | default("") }}`)}>
              {t("form.insert", { name: each.label })}
            </Button>
          ))}
        </Space>
      </Form.Item>
    </>
  );
}
