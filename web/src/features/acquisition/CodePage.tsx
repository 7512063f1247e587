import { App, Card, Flex, Switch } from "antd";
import { useTranslation } from "react-i18next";
import { useNavigate, useParams } from "react-router";
import { useBrand } from "@/api/session";
import { DetailPage } from "@/ui/DetailPage";
import { formatPeople, formatTime } from "@/ui/format";
import { Loaded } from "@/ui/Loaded";
import { paths } from "@/ui/paths";
import { RightButton } from "@/ui/RightButton";
import { Sentence } from "@/ui/Sentence";
import { TimeText } from "@/ui/TimeText";
import { useNotify } from "@/ui/useNotify";
import "./acquisition.css";
import { useCloseCode, useCode, usePreview, useSwitchStaff, type LiveCode } from "./api";
import { AnsweringNow, CodeState } from "./CodesPage";
import { DutyTimeline } from "./DutyTimeline";
import { Figures } from "./Figures";
import { Placements } from "./Placements";

export function CodePage() {
  const brand = useBrand();
  const { codeId } = useParams();
  const code = useCode(brand.code, Number(codeId));
  return <Loaded query={code}>{(data) => <Detail code={data} />}</Loaded>;
}

function Detail({ code }: { code: LiveCode }) {
  const { t } = useTranslation("acquisition");
  const brand = useBrand();
  return (
    <DetailPage
      title={code.name}
      back={{ to: paths.liveCodes(brand.code), label: t("list.title") }}
      actions={<Actions code={code} />}
      facts={[
        { label: t("field.state"), value: <CodeState code={code} /> },
        { label: t("field.now"), value: <strong><AnsweringNow code={code} /></strong> },
        { label: t("field.next"), value: code.next_change_at_ms ? formatTime(code.next_change_at_ms) : t("field.never") },
        { label: t("field.added"), value: <span>{formatPeople(code.added_30d)} · {t("field.lostCount", { people: formatPeople(code.lost_30d) })}</span> },
        { label: t("field.updated"), value: <TimeText atMs={code.updated_at_ms} /> },
      ]}
      aside={
        <Flex vertical gap={12}>
          <Sentence>{code.sentence}</Sentence>
          {code.status === "open" && <NextDay code={code} />}
        </Flex>
      }
      tabs={[
        { key: "figures", label: t("detail.figures"), children: <Figures code={code} /> },
        { key: "places", label: t("detail.places"), children: <Placements code={code} /> },
        { key: "people", label: t("detail.people"), children: <Staff code={code} /> },
      ]}
    />
  );
}

function NextDay({ code }: { code: LiveCode }) {
  const brand = useBrand();
  const preview = usePreview(brand.code, code.settings, code.id);
  if (!preview.data) return null;
  return (
    <Card size="small">
      <DutyTimeline stretches={preview.data.stretches} names={new Map(preview.data.people.map((each) => [each.id, each.name]))} />
    </Card>
  );
}

/** Who sits at the code; a switch takes effect at once. */
function Staff({ code }: { code: LiveCode }) {
  const { t } = useTranslation("acquisition");
  const brand = useBrand();
  const notify = useNotify();
  const change = useSwitchStaff(brand.code, code.id);
  const names = new Map(code.people.map((each) => [each.id, each]));
  const allowed = brand.can["acquisition.write"] === true && code.status === "open";
  return (
    <ul className="acq-seats">
      {code.settings.seats.map((seat) => {
        const person = names.get(seat.staff_id);
        const name = person?.name ?? `#${seat.staff_id}`;
        return (
          <li key={seat.staff_id} className="acq-seat">
            <Switch
              checked={seat.on ?? true}
              disabled={!allowed}
              loading={change.isPending}
              aria-label={t("people.on", { name })}
              onChange={(on) => change.mutate({ staff: seat.staff_id, on }, { onError: notify.failed })}
            />
            <strong className="acq-seat-name">{name}</strong>
            <span className="siyu-quiet">
              {person?.able === false ? t("people.unable") : t("detail.seat", { cap: seat.per_day_max ?? t("people.noCap"), weight: seat.weight ?? 1 })}
            </span>
          </li>
        );
      })}
    </ul>
  );
}

function Actions({ code }: { code: LiveCode }) {
  const { t } = useTranslation("acquisition");
  const brand = useBrand();
  const navigate = useNavigate();
  const notify = useNotify();
  const { modal } = App.useApp();
  const close = useCloseCode(brand.code);
  if (code.status === "closed") return null;
  const ask = () =>
    modal.confirm({
      title: t("detail.closeTitle", { name: code.name }),
      content: t("detail.closeHint", { count: code.placements.length }),
      okText: t("detail.close"),
      cancelText: t("ui:cancel"),
      okButtonProps: { danger: true },
      onOk: () => close.mutateAsync(code.id).then(() => notify.done(t("detail.closed")), notify.failed),
    });
  return (
    <>
      <RightButton needs="acquisition.write" danger onClick={ask}>
        {t("detail.close")}
      </RightButton>
      <RightButton needs="acquisition.write" type="primary" onClick={() => void navigate(paths.liveCodeEdit(brand.code, code.id))}>
        {t("detail.edit")}
      </RightButton>
    </>
  );
}
