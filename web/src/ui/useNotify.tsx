import { App, type FormInstance } from "antd";
import { useTranslation } from "react-i18next";
import { toProblem, type ApiProblem } from "@/api/problem";
import { typeset } from "@/i18n/typeset";
import { problemTitle, ProblemText } from "./ErrorState";

/** Says what an action did: short words for success, the full problem with its fix for failure. */
export function useNotify() {
  const { message, notification } = App.useApp();
  const { t } = useTranslation("ui");
  return {
    done: (text: string) => void message.success(text),
    failed: (error: unknown) => {
      const problem = toProblem(error);
      notification.error({
        title: problemTitle(problem, t),
        description: <ProblemText problem={problem} />,
        duration: 10,
      });
    },
  };
}

/** Puts each refused field's message under its input; true when every message found a place. */
export function showOnForm(form: FormInstance, error: unknown): boolean {
  const problem: ApiProblem = toProblem(error);
  const known = new Set(Object.keys(form.getFieldsValue(true) as object).concat(fieldNames(form)));
  const placed = problem.fields.filter((each) => known.has(leaf(each.field)));
  form.setFields(
    placed.map((each) => ({ name: leaf(each.field), errors: [typeset([each.detail, each.fix].filter(Boolean).join(" "))] })),
  );
  return placed.length > 0 && placed.length === problem.fields.length;
}

/** The server says `body.name` or `/name`; the form knows `name`. */
function leaf(field: string): string {
  return field.split(/[./]/).at(-1) ?? field;
}

function fieldNames(form: FormInstance): string[] {
  return form.getFieldsError().map((each) => String(each.name[0]));
}
