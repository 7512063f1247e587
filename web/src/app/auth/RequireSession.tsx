import { Navigate, Outlet, useLocation } from "react-router";
import { ApiProblem } from "@/api/problem";
import { useMaybeSession } from "@/api/session";
import { ErrorState } from "@/ui/ErrorState";
import { Loading } from "@/ui/Loading";
import { paths } from "@/ui/paths";

/** Lets a signed-in person through; everyone else signs in first and comes back to the same address. */
export function RequireSession() {
  const session = useMaybeSession();
  const { pathname, search } = useLocation();
  if (session.data) return <Outlet />;
  if (!session.isError) return <Loading />;
  const signedOut = session.error instanceof ApiProblem && session.error.status === 401;
  if (signedOut) return <Navigate to={paths.login(pathname === "/" ? undefined : pathname + search)} replace />;
  return (
    <main className="siyu-main">
      <ErrorState error={session.error} onRetry={() => void session.refetch()} />
    </main>
  );
}
