import { App, Card, Flex, QRCode, Typography } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { useParams } from "react-router";
import { useBrand } from "@/api/session";
import { AddPlace } from "../AddPlace";
import { DetailPage } from "@/ui/DetailPage";
import { EmptyState } from "@/ui/EmptyState";
import { formatPeople } from "@/ui/format";
import { Loaded } from "@/ui/Loaded";
import { paths } from "@/ui/paths";
import { RightButton } from "@/ui/RightButton";
import { TimeText } from "@/ui/TimeText";
import { useNotify } from "@/ui/useNotify";
import { useAddPlace, useCloseLink, useLink, type AcquisitionLink, type LinkPlace } from "./api";
import { LinkForm } from "./LinkForm";
import { LinkFigures } from "./LinkFigures";
import { Answering, LinkState } from "./LinksPage";
import "./links.css";

export function LinkPage() {
  const brand = useBrand();
  const { linkId } = useParams();
  const link = useLink(brand.code, Number(linkId));
  return <Loaded query={link}>{(data) => <Detail link={data} />}</Loaded>;
}

function Detail({ link }: { link: AcquisitionLink }) {
  const { t } = useTranslation("acquisition");
  const brand = useBrand();
  return (
    <DetailPage
      title={link.name}
      back={{ to: paths.acquisitionLinks(brand.code), label: t("links.list.title") }}
      actions={<Actions link={link} />}
      facts={[
        { label: t("links.field.state"), value: <LinkState link={link} /> },
        { label: t("links.field.who"), value: <Answering link={link} /> },
        { label: t("links.field.clicks"), value: formatPeople(link.recent.clicks) },
        { label: t("links.field.came"), value: formatPeople(link.recent.came) },
        { label: t("links.field.updated"), value: <TimeText atMs={link.updated_at_ms} /> },
      ]}
      tabs={[
        { key: "places", label: t("links.detail.places"), children: <Places link={link} /> },
        { key: "figures", label: t("links.detail.figures"), children: <LinkFigures link={link} /> },
      ]}
    />
  );
}

/** Every place with its own address, as a QR code and to be copied. */
function Places({ link }: { link: AcquisitionLink }) {
  const { t } = useTranslation("acquisition");
  if (!link.url) return <EmptyState title={t("links.detail.notYet")} hint={link.error || t("links.detail.notYetHint")} />;
  if (link.status === "closed") return <EmptyState title={t("links.detail.closed")} hint={t("links.detail.closedHint")} />;
  return (
    <div className="siyu-stack">
      <div className="links-places">
        {link.places.map((place) => (
          <PlaceCard key={place.id} place={place} />
        ))}
      </div>
      <NewPlace link={link.id} />
    </div>
  );
}

function PlaceCard({ place }: { place: LinkPlace }) {
  const { t } = useTranslation("acquisition");
  return (
    <Card size="small">
      <Flex vertical gap={8}>
        <QRCode value={place.url} size={144} aria-label={t("links.detail.qr", { name: place.name })} />
        <strong>{place.name}</strong>
        <span className="siyu-quiet">{t(`kind.${place.kind}`)}</span>
        <Typography.Text className="links-url" copyable={{ text: place.url, tooltips: [t("links.detail.copy"), t("links.detail.copied")] }}>
          {place.url}
        </Typography.Text>
        <Typography.Text className="links-url" type="secondary" copyable={{ text: place.deep_link, tooltips: [t("links.detail.copyDeep"), t("links.detail.copied")] }}>
          {t("links.detail.deep")}
        </Typography.Text>
      </Flex>
    </Card>
  );
}

function NewPlace({ link }: { link: number }) {
  const brand = useBrand();
  return <AddPlace first="other" add={useAddPlace(brand.code, link)} />;
}

function Actions({ link }: { link: AcquisitionLink }) {
  const { t } = useTranslation("acquisition");
  const brand = useBrand();
  const [editing, setEditing] = useState(false);
  const notify = useNotify();
  const { modal } = App.useApp();
  const close = useCloseLink(brand.code);
  if (link.status === "closed") return null;
  const ask = () =>
    modal.confirm({
      title: t("links.detail.closeTitle", { name: link.name }),
      content: t("links.detail.closeHint"),
      okText: t("links.detail.close"),
      cancelText: t("ui:cancel"),
      okButtonProps: { danger: true },
      onOk: () => close.mutateAsync(link.id).then(() => notify.done(t("ui:saved")), notify.failed),
    });
  return (
    <Flex gap={8} wrap>
      <RightButton needs="acquisition.write" danger onClick={ask}>
        {t("links.detail.close")}
      </RightButton>
      <RightButton needs="acquisition.write" type="primary" onClick={() => setEditing(true)}>
        {t("links.detail.edit")}
      </RightButton>
      {editing && <LinkForm link={link} onClose={() => setEditing(false)} />}
    </Flex>
  );
}
