import { UserOutlined } from "@ant-design/icons";
import { useTranslation } from "react-i18next";
import { useBrand } from "@/api/session";
import type { ChosenMaterial } from "@/ui/MaterialPicker";
import "./moments.css";

/** The moment as it stands among others in a customer's phone. */
export function Preview({ text, materials }: { text: string; materials: ChosenMaterial[] }) {
  const { t } = useTranslation("moments");
  const brand = useBrand();
  const pictures = materials.filter((each) => each.kind === "image");
  const others = materials.filter((each) => each.kind !== "image");
  const picture = (id: number) => `/api/brands/${encodeURIComponent(brand.code)}/materials/${id}/file`;
  return (
    <div className="moment-post" role="img" aria-label={t("preview.title")}>
      <span className="moment-face">
        <UserOutlined aria-hidden />
      </span>
      <div className="moment-said">
        <strong>{t("preview.advisor")}</strong>
        <span className="moment-text">{text || (materials.length === 0 ? t("preview.empty") : "")}</span>
        {pictures.length > 0 && (
          <div className="moment-pictures">
            {pictures.map((each) => (
              <img key={each.id} src={picture(each.id)} alt={each.title} />
            ))}
          </div>
        )}
        {others.map((each) => (
          <span key={each.id} className="moment-card">
            <span className="siyu-quiet">{t(`ui:materialKind.${each.kind}`)}</span> {each.title}
          </span>
        ))}
      </div>
    </div>
  );
}
