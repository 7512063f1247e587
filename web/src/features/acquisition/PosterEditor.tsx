import { Button, Checkbox, Flex, Input, Modal, Segmented, Slider } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { useBrand } from "@/api/session";
import { LAYOUT, posterPath, TEMPLATES, zipPath, type Layout } from "./api";

interface Words {
  layout: Layout;
  brand: string;
  name: string;
  /** Address of the real QR picture; a pattern stands in for it before there is one. */
  qr?: string;
}

export function useStartLayout(): Layout {
  const { t } = useTranslation("acquisition");
  return { ...LAYOUT, title: t("poster.startTitle"), line: t("poster.startLine") };
}

/** The layout as it will be printed, drawn by the browser while typing. */
export function PosterSketch({ layout, brand, name, qr }: Words) {
  const { t } = useTranslation("acquisition");
  const style = { ["--acq-colour" as string]: layout.colour, ["--acq-qr" as string]: `${layout.qr_percent}%` };
  return (
    <div className={`acq-poster acq-poster-${layout.template}`} style={style} role="img" aria-label={t("poster.of", { name })}>
      <div className="acq-poster-head">
        <div className="acq-poster-brand">{brand}</div>
        <div className="acq-poster-title">{layout.title}</div>
      </div>
      <div className="acq-poster-qr">{qr ? <img src={qr} alt="" /> : <span aria-hidden />}</div>
      <div className="acq-poster-foot">
        <div className="acq-poster-line">{layout.line}</div>
        {layout.show_name && <div className="acq-poster-name">{name}</div>}
      </div>
    </div>
  );
}

export function LayoutFields({ layout, onChange }: { layout: Layout; onChange: (layout: Layout) => void }) {
  const { t } = useTranslation("acquisition");
  const put = (part: Partial<Layout>) => onChange({ ...layout, ...part });
  return (
    <div className="siyu-stack">
      <Segmented aria-label={t("poster.template")} value={layout.template} options={TEMPLATES.map((each) => ({ value: each, label: t(`template.${each}`) }))} onChange={(template) => put({ template })} />
      <label className="siyu-question">
        <span>{t("poster.title")}</span>
        <Input maxLength={40} value={layout.title} onChange={(event) => put({ title: event.target.value })} />
      </label>
      <label className="siyu-question">
        <span>{t("poster.line")}</span>
        <Input maxLength={40} value={layout.line} onChange={(event) => put({ line: event.target.value })} />
      </label>
      <Flex gap={16} wrap align="center">
        <label className="acq-inline">
          {t("poster.colour")}
          <input type="color" className="acq-colour" value={layout.colour} onChange={(event) => put({ colour: event.target.value })} />
        </label>
        <Checkbox checked={layout.show_name} onChange={(event) => put({ show_name: event.target.checked })}>
          {t("poster.showName")}
        </Checkbox>
      </Flex>
      <label className="siyu-question">
        <span>{t("poster.size")}</span>
        <Slider min={30} max={80} value={layout.qr_percent} onChange={(qr_percent: number) => put({ qr_percent })} ariaLabelForHandle={t("poster.size")} />
      </label>
    </div>
  );
}

interface EditorProps {
  code: number;
  place: number;
  name: string;
  qr: string;
}

/** Layout at the left, the sketch and the files at the right. */
export function PosterEditor({ code, place, name, qr }: EditorProps) {
  const { t } = useTranslation("acquisition");
  const brand = useBrand();
  const [layout, setLayout] = useState<Layout>(useStartLayout());
  return (
    <div className="acq-poster-editor">
      <LayoutFields layout={layout} onChange={setLayout} />
      <div className="siyu-stack">
        <PosterSketch layout={layout} brand={brand.name} name={name} qr={qr} />
        <Flex gap={8} wrap>
          <Button type="primary" href={posterPath(brand.code, code, place, "png", layout)} download={`${name}.png`}>
            {t("poster.png")}
          </Button>
          <Button href={posterPath(brand.code, code, place, "pdf", layout)} download={`${name}.pdf`}>
            {t("poster.pdf")}
          </Button>
        </Flex>
      </div>
    </div>
  );
}

/** Posters of many codes at once, as a ZIP. */
export function PosterDialog({ codes, onClose }: { codes: number[]; onClose: () => void }) {
  const { t } = useTranslation("acquisition");
  const brand = useBrand();
  const [layout, setLayout] = useState<Layout>(useStartLayout());
  return (
    <Modal open title={t("poster.many", { count: codes.length })} onCancel={onClose} width={720} footer={null}>
      <div className="acq-poster-editor">
        <LayoutFields layout={layout} onChange={setLayout} />
        <div className="siyu-stack">
          <PosterSketch layout={layout} brand={brand.name} name={t("poster.sampleName")} />
          <Flex gap={8} wrap>
            <Button type="primary" href={zipPath(brand.code, codes, "png", layout)} download="posters.zip">
              {t("poster.zipPng")}
            </Button>
            <Button href={zipPath(brand.code, codes, "pdf", layout)} download="posters.zip">
              {t("poster.zipPdf")}
            </Button>
          </Flex>
        </div>
      </div>
    </Modal>
  );
}
