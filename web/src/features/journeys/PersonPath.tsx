import { CloseOutlined } from "@ant-design/icons";
import { Button, Card, Flex, Timeline } from "antd";
import { useTranslation } from "react-i18next";
import { Link } from "react-router";
import { useBrand } from "@/api/session";
import { EmptyState } from "@/ui/EmptyState";
import { Loaded } from "@/ui/Loaded";
import { paths } from "@/ui/paths";
import { TimeText } from "@/ui/TimeText";
import { usePersonName, useSteps, type Step } from "./api";
import { useEditor } from "./editor_context";
import { nameOf } from "./words";

/** Everything that happened to one person in this journey, beside the lit way. */
export function PersonPath({ journeyId, person, onClose }: { journeyId: number; person: number; onClose: () => void }) {
  const { t } = useTranslation("journeys");
  const brand = useBrand();
  const steps = useSteps(brand.code, journeyId, person);
  const name = usePersonName(brand.code, person).data?.name || `#${person}`;
  return (
    <Card
      className="jny-person"
      size="small"
      title={<Link to={paths.customer(brand.code, person)}>{name}</Link>}
      extra={<Button type="text" size="small" icon={<CloseOutlined />} aria-label={t("path.close")} onClick={onClose} />}
    >
      <Loaded query={steps} rows={3}>
        {(found) => (found.length === 0 ? <EmptyState title={t("path.never")} /> : <Steps steps={found} />)}
      </Loaded>
    </Card>
  );
}

function Steps({ steps }: { steps: Step[] }) {
  const { t } = useTranslation("journeys");
  const { graph } = useEditor();
  return (
    <Timeline
      className="jny-timeline"
      items={steps.map((step) => ({
        key: `${step.entry}-${step.seq}`,
        content: (
          <Flex justify="space-between" gap={8}>
            <span>
              {nameOf(graph, step.node, t)} · {t(`outcome.${step.outcome}`)}
            </span>
            <span className="siyu-quiet">
              <TimeText atMs={step.at_ms} as="time" />
            </span>
          </Flex>
        ),
      }))}
    />
  );
}
