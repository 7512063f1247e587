import { Flex, Form, Select } from "antd";
import { useTranslation } from "react-i18next";
import { AddStep } from "./AddStep";
import { useEditor } from "./editor_context";
import { findNode, portsOf, targetOf, type Node } from "./graph";
import { nameOf, sentenceOf } from "./words";

/** Where people go from here: another existing step, or a new one put in between. */
export function NextSteps({ node }: { node: Node }) {
  const { t } = useTranslation("journeys");
  const { graph, names, change } = useEditor();
  const choices = graph.nodes
    .filter((each) => each.kind !== "entry" && each.id !== node.id)
    .map((each) => ({ value: each.id, label: `${nameOf(graph, each.id, t)}：${sentenceOf(each, names, t).slice(0, 30)}` }));
  return (
    <>
      {portsOf(node).map((port) => (
        <Form.Item key={port} label={t(`form.${port}`)}>
          <Flex gap={8}>
            <Select
              className="jny-next"
              value={findNode(graph, targetOf(node, port))?.id ?? null}
              onChange={(to) => change({ do: "connect", from: node.id, port, to })}
              options={choices}
              placeholder={t("form.chooseNext")}
              aria-label={t(`form.${port}`)}
            />
            <AddStep from={node.id} port={port}>
              {t("add.step")}
            </AddStep>
          </Flex>
        </Form.Item>
      ))}
    </>
  );
}
