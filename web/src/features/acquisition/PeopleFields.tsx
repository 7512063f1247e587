import { ArrowDownOutlined, ArrowUpOutlined, DeleteOutlined } from "@ant-design/icons";
import { Button, Checkbox, Flex, InputNumber, Radio, Switch } from "antd";
import { useTranslation } from "react-i18next";
import type { Seat, Settings } from "./api";
import { withoutSeat, NOBODY } from "./draft";
import { useName } from "./people";
import { StaffPicker } from "./StaffPicker";

const ROTATIONS = ["together", "sequence", "weight", "least"] as const;
export interface FieldProps {
  draft: Settings;
  change: (part: Partial<Settings>) => void;
}

/** Who answers: rotation, seats, backups, the default person. `bulk`: the seats come from units or staff. */
export function PeopleFields({ draft, change, bulk = false }: FieldProps & { bulk?: boolean }) {
  const { t } = useTranslation("acquisition");
  const backups = draft.backups ?? [];
  return (
    <section className="siyu-stack">
      <h2 className="acq-heading">{t("people.title")}</h2>
      <Radio.Group
        value={draft.rotation}
        onChange={(event) => change({ rotation: event.target.value as Settings["rotation"] })}
        aria-label={t("people.rotation")}
        className="acq-rotations"
      >
        {ROTATIONS.map((each) => (
          <Radio key={each} value={each}>
            {t(`rotation.${each}`)}
            <span className="acq-hint">{t(`rotationHint.${each}`)}</span>
          </Radio>
        ))}
      </Radio.Group>
      {!bulk && <Seats draft={draft} change={change} />}
      <div className="siyu-question">
        <span>{t("people.backups")}</span>
        <Flex wrap gap={8} align="center">
          {backups.map((each) => (
            <BackupTag key={each.staff_id} id={each.staff_id} onRemove={() => change({ backups: backups.filter((one) => one !== each) })} />
          ))}
          <StaffPicker
            value={null}
            label={t("people.addBackup")}
            taken={backups.map((each) => each.staff_id)}
            onPick={(id) => change({ backups: [...backups, { staff_id: id, on: true }] })}
          />
        </Flex>
        <span className="acq-hint">{t("people.backupsHint")}</span>
      </div>
      <div className="siyu-question">
        <span>{t("people.default")}</span>
        <StaffPicker
          value={draft.default_staff_id === NOBODY ? null : draft.default_staff_id}
          label={t("people.pickDefault")}
          onPick={(id) => change({ default_staff_id: id })}
        />
        <span className="acq-hint">{t("people.defaultHint")}</span>
      </div>
      <Checkbox checked={draft.sticky ?? false} onChange={(event) => change({ sticky: event.target.checked })}>
        {t("people.sticky")}
      </Checkbox>
    </section>
  );
}

function BackupTag({ id, onRemove }: { id: number; onRemove: () => void }) {
  const { t } = useTranslation("acquisition");
  const name = useName()(id);
  return (
    <span className="acq-chip">
      {name}
      <Button size="small" type="text" icon={<DeleteOutlined />} aria-label={t("people.remove", { name })} onClick={onRemove} />
    </span>
  );
}

function Seats({ draft, change }: FieldProps) {
  const { t } = useTranslation("acquisition");
  const { seats } = draft;
  const put = (index: number, part: Partial<Seat>) => change({ seats: seats.map((seat, place) => (place === index ? { ...seat, ...part } : seat)) });
  const move = (index: number, by: number) => {
    const next = [...seats];
    const [seat] = next.splice(index, 1);
    if (seat) next.splice(index + by, 0, seat);
    change({ seats: next });
  };
  return (
    <div className="siyu-question">
      <span>{t("people.seats")}</span>
      <ul className="acq-seats">
        {seats.map((seat, index) => (
          <SeatRow
            key={seat.staff_id}
            seat={seat}
            weighted={draft.rotation === "weight"}
            onChange={(part) => put(index, part)}
            onUp={index > 0 ? () => move(index, -1) : undefined}
            onDown={index < seats.length - 1 ? () => move(index, 1) : undefined}
            onRemove={() => change(withoutSeat(draft, seat.staff_id))}
          />
        ))}
      </ul>
      <StaffPicker
        value={null}
        label={t("people.addSeat")}
        taken={seats.map((each) => each.staff_id)}
        onPick={(id) => change({ seats: [...seats, { staff_id: id, weight: 1, per_day_max: null, on: true }] })}
      />
    </div>
  );
}

interface RowProps {
  seat: Seat;
  weighted: boolean;
  onChange: (part: Partial<Seat>) => void;
  onUp: (() => void) | undefined;
  onDown: (() => void) | undefined;
  onRemove: () => void;
}

function SeatRow({ seat, weighted, onChange, onUp, onDown, onRemove }: RowProps) {
  const { t } = useTranslation("acquisition");
  const name = useName()(seat.staff_id);
  return (
    <li className="acq-seat">
      <Switch size="small" checked={seat.on ?? true} onChange={(on) => onChange({ on })} aria-label={t("people.on", { name })} />
      <strong className="acq-seat-name">{name}</strong>
      {weighted && (
        <label className="acq-inline">
          {t("people.weight")}
          <InputNumber size="small" min={1} max={100} precision={0} value={seat.weight ?? 1} onChange={(value) => onChange({ weight: value ?? 1 })} aria-label={t("people.weightOf", { name })} />
        </label>
      )}
      <label className="acq-inline">
        {t("people.cap")}
        <InputNumber
          size="small"
          min={0}
          precision={0}
          placeholder={t("people.noCap")}
          value={seat.per_day_max ?? null}
          onChange={(value) => onChange({ per_day_max: value })}
          aria-label={t("people.capOf", { name })}
        />
      </label>
      <span className="acq-seat-tools">
        <Button size="small" type="text" icon={<ArrowUpOutlined />} disabled={!onUp} onClick={onUp} aria-label={t("people.up", { name })} />
        <Button size="small" type="text" icon={<ArrowDownOutlined />} disabled={!onDown} onClick={onDown} aria-label={t("people.down", { name })} />
        <Button size="small" type="text" icon={<DeleteOutlined />} onClick={onRemove} aria-label={t("people.remove", { name })} />
      </span>
    </li>
  );
}
