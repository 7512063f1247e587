import { Alert, Button, Descriptions, Drawer, Tabs, Typography } from "antd";
import { useTranslation } from "react-i18next";
import { useBrand } from "@/api/session";
import { formatNumber } from "@/ui/format";
import { RightButton } from "@/ui/RightButton";
import { useNotify } from "@/ui/useNotify";
import { usePhone } from "@/ui/usePhone";
import { useUrlState } from "@/ui/useUrlState";
import { useRetry } from "./api";
import { useEditor } from "./editor_context";
import { findNode, type Node } from "./graph";
import { PeopleAtStep } from "./PeopleAtStep";
import { StepForm } from "./StepForm";
import { sentenceOf } from "./words";

/** Everything about one step: its settings, its numbers, and the people there. The address names the step. */
export function StepDrawer({ journeyId }: { journeyId: number }) {
  const { t } = useTranslation("journeys");
  const { graph, openId, open, names } = useEditor();
  const phone = usePhone();
  const node = findNode(graph, openId);
  return (
    <Drawer
      open={node !== undefined}
      onClose={() => open(null)}
      mask={phone}
      size={phone ? "100%" : 400}
      title={node ? node.label || t(`kind.${node.kind}`) : ""}
      destroyOnHidden
    >
      {node && (
        <>
          <Typography.Paragraph type="secondary">{sentenceOf(node, names, t)}</Typography.Paragraph>
          <Body key={node.id} node={node} journeyId={journeyId} />
        </>
      )}
    </Drawer>
  );
}

function Body({ node, journeyId }: { node: Node; journeyId: number }) {
  const { t } = useTranslation("journeys");
  const { numbers } = useEditor();
  const [tab, setTab] = useUrlState("pane", "form");
  const found = numbers.get(node.id);
  if (!found) return <Settings node={node} />;
  return (
    <Tabs
      activeKey={tab}
      onChange={setTab}
      items={[
        { key: "form", label: t("drawer.form"), children: <Settings node={node} /> },
        {
          key: "people",
          label: t("drawer.people"),
          children: (
            <>
              <Descriptions
                size="small"
                column={2}
                items={(["arrived", "waiting", "passed", "parked"] as const).map((key) => ({ key, label: t(`drawer.${key}`), children: formatNumber(found[key]) }))}
              />
              {found.parked > 0 && <Stuck journeyId={journeyId} />}
              <PeopleAtStep journeyId={journeyId} node={node.id} />
            </>
          ),
        },
      ]}
    />
  );
}

function Stuck({ journeyId }: { journeyId: number }) {
  const { t } = useTranslation("journeys");
  const notify = useNotify();
  const retry = useRetry(useBrand().code, journeyId);
  const go = () => retry.mutateAsync(undefined).then(({ people }) => notify.done(t("drawer.retried", { people })), notify.failed);
  const button = <RightButton needs="journeys.write" size="small" loading={retry.isPending} onClick={() => void go()}>{t("drawer.retry")}</RightButton>;
  return <Alert type="warning" showIcon title={t("drawer.parkedHint")} action={button} className="jny-note" />;
}

function Settings({ node }: { node: Node }) {
  const { t } = useTranslation("journeys");
  const { graph, change, open, readonly } = useEditor();
  const lastExit = node.kind === "exit" && graph.nodes.filter((each) => each.kind === "exit").length === 1;
  const remove = () => {
    change({ do: "remove", id: node.id });
    open(null);
  };
  return (
    <>
      <StepForm node={node} />
      {node.kind !== "entry" && (
        <Button danger disabled={readonly || lastExit} onClick={remove} title={lastExit ? t("form.lastExit") : ""}>
          {t("form.remove")}
        </Button>
      )}
    </>
  );
}
