import { lazy, Suspense, useEffect, useState } from "react";
import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { ApiProblem } from "@/api/problem";
import { tellTimesIn } from "@/ui/format";
import { useCustomerOf, useSession } from "./api";
import { CustomerView } from "./CustomerView";
import { Notice } from "./notice";
import { loginAddress, readPlace, type Place } from "./place";
import { Failed, Message, Waiting } from "./states";
import { connect, isWecom, wecomReason } from "./wecom";

const Home = lazy(() => import("./Home"));
const SIGNING_IN = "siyu.signing-in";
const SIGN_IN_AGAIN_AFTER_MS = 15_000;

/** Who is here, where the page stands, and whose customer it is: each step has its own clear refusal. */
export function App() {
  const { t } = useTranslation("sidebar");
  const place = readPlace();
  useEffect(() => {
    document.title = t("title");
  }, [t]);
  return (
    <main className="sb">
      {place.brand ? <Door place={place} /> : <Message title={t("noBrand.title")} hint={t("noBrand.hint")} />}
      <Notice />
    </main>
  );
}

function Door({ place }: { place: Place }) {
  const session = useSession();
  const brand = session.data?.brands.find((each) => each.code === place.brand);
  const serving = brand?.can["advisors.use"] === true;
  const refused = session.error instanceof ApiProblem && session.error.status === 401;
  if (place.loginError && !serving) return <LoginFailed place={place} code={place.loginError} />;
  if (session.isPending) return <Waiting />;
  if (session.isError && !refused) return <Failed error={session.error} retry={() => void session.refetch()} />;
  if (serving && brand) {
    tellTimesIn(brand.zone);
    return isWecom() ? <Inside place={place} /> : <Outside place={place} />;
  }
  return isWecom() ? <SignIn place={place} /> : <OpenInWecom />;
}

/** Goes to WeCom once; when the way back did not bring a session, it says so instead of going round in circles. */
function SignIn({ place }: { place: Place }) {
  const { t } = useTranslation("sidebar");
  const [again] = useState(() => Date.now() - Number(sessionStorage.getItem(SIGNING_IN) ?? 0) < SIGN_IN_AGAIN_AFTER_MS);
  useEffect(() => {
    if (again) return;
    sessionStorage.setItem(SIGNING_IN, String(Date.now()));
    location.replace(loginAddress(place.brand));
  }, [again, place.brand]);
  if (!again) return <Waiting />;
  return <Message title={t("login.lost")} hint={t("login.lostHint")} action={{ text: t("login.again"), href: loginAddress(place.brand) }} />;
}

const LOGIN_ERRORS = new Set(["not_a_member", "not_in_siyu", "staff_inactive", "login_expired", "wecom_refused", "wecom_unreachable", "wecom_not_set_up"]);

function LoginFailed({ place, code }: { place: Place; code: string }) {
  const { t } = useTranslation("sidebar");
  const known = LOGIN_ERRORS.has(code) ? code : "other";
  return (
    <Message
      title={t(`login.errors.${known}`)}
      hint={t(`login.fixes.${known}`)}
      requestId={place.requestId}
      {...(isWecom() && { action: { text: t("login.again"), href: loginAddress(place.brand) } })}
    />
  );
}

function OpenInWecom() {
  const { t } = useTranslation("sidebar");
  return <Message title={t("outside.title")} hint={t("outside.hint")} steps={[t("outside.step1"), t("outside.step2"), t("outside.step3")]} />;
}

/** Signed in, but in an ordinary browser: one customer can be looked at, nothing can be sent. */
function Outside({ place }: { place: Place }) {
  if (place.customer === null) return <OpenInWecom />;
  return <CustomerView brand={place.brand} customerId={place.customer} canSend={false} />;
}

function Inside({ place }: { place: Place }) {
  const { t } = useTranslation("sidebar");
  const beside = useQuery({ queryKey: [place.brand, "beside"], queryFn: () => connect(place.brand), retry: false, staleTime: Infinity });
  if (beside.isPending) return <Waiting />;
  if (beside.isError) {
    const reason = wecomReason(beside.error);
    if (!reason) return <Failed error={beside.error} retry={() => void beside.refetch()} />;
    return <Message title={t("sdk.title")} hint={t("sdk.hint")} detail={reason} action={{ text: t("retry"), onClick: () => void beside.refetch() }} />;
  }
  if (beside.data.kind === "group") return <Message title={t("group.title")} hint={t("group.hint")} />;
  if (beside.data.kind === "customer") return <Contact place={place} externalUserid={beside.data.externalUserid} />;
  if (place.customer !== null) return <CustomerView brand={place.brand} customerId={place.customer} canSend={false} />;
  return (
    <Suspense fallback={<Waiting />}>
      <Home brand={place.brand} />
    </Suspense>
  );
}

function Contact({ place, externalUserid }: { place: Place; externalUserid: string }) {
  const { t } = useTranslation("sidebar");
  const found = useCustomerOf(place.brand, externalUserid);
  if (found.isPending) return <Waiting />;
  if (found.isSuccess) return <CustomerView brand={place.brand} customerId={found.data.customer_id} canSend />;
  const problem = found.error;
  const retry = () => void found.refetch();
  if (problem instanceof ApiProblem && problem.status === 404) {
    const kind = problem.code === "not_your_customer" ? "notYours" : "notKnown";
    return <Message title={t(`${kind}.title`)} hint={t(`${kind}.hint`)} requestId={problem.requestId} action={{ text: t("retry"), onClick: retry }} />;
  }
  return <Failed error={problem} retry={retry} />;
}
