import { CheckCircleFilled, CloseCircleFilled, ExclamationCircleFilled } from "@ant-design/icons";
import { Button, Flex, theme } from "antd";
import { useTranslation } from "react-i18next";
import { useBrand } from "@/api/session";
import { ErrorState } from "@/ui/ErrorState";
import { TimeText } from "@/ui/TimeText";
import { useWecomHealth, type Health } from "./api";

type Finding = Health["findings"][number];

/** Asks the doctor how the brand's WeCom is: what is wrong, what to do, on which page of the admin console. */
export function WecomHealth() {
  const { t } = useTranslation("outreach");
  const brand = useBrand();
  const health = useWecomHealth(brand.code);
  return (
    <Flex vertical gap={12} style={{ marginTop: 24 }}>
      <Flex gap={12} align="center" wrap>
        <Button loading={health.isFetching} onClick={() => void health.refetch()}>
          {t("health.check")}
        </Button>
        {health.data && (
          <span className="siyu-quiet" role="status">
            {t(health.data.well ? "health.well" : "health.wrong")} · <TimeText atMs={health.data.at_ms} as="time" />
          </span>
        )}
      </Flex>
      {health.isError && <ErrorState error={health.error} onRetry={() => void health.refetch()} />}
      {health.data && (
        <ul style={{ display: "grid", gap: 8, listStyle: "none", margin: 0, padding: 0 }}>
          {health.data.findings.map((one) => (
            <FindingLine key={one.name} finding={one} />
          ))}
        </ul>
      )}
    </Flex>
  );
}

function FindingLine({ finding }: { finding: Finding }) {
  return (
    <li>
      <Flex gap={8} align="start">
        <Mark level={finding.level} />
        <div>
          <div>{finding.detail}</div>
          {finding.level !== "good" && finding.fix && <div>{finding.fix}</div>}
          {finding.level !== "good" && finding.page && <div className="siyu-quiet">{finding.page}</div>}
        </div>
      </Flex>
    </li>
  );
}

function Mark({ level }: { level: Finding["level"] }) {
  const { t } = useTranslation("outreach");
  const { token } = theme.useToken();
  const said = t(`health.level.${level}`);
  if (level === "good") return <CheckCircleFilled aria-label={said} style={{ color: token.colorSuccess, marginTop: 4 }} />;
  if (level === "hint") return <ExclamationCircleFilled aria-label={said} style={{ color: token.colorWarning, marginTop: 4 }} />;
  return <CloseCircleFilled aria-label={said} style={{ color: token.colorError, marginTop: 4 }} />;
}
