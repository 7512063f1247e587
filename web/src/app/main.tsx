import "@/ui/global.css";
import { createRoot } from "react-dom/client";
import { createBrowserRouter } from "react-router";
import { startI18n } from "@/i18n";
import { App } from "./App";
import { makeQueries } from "./queries";
import { routes } from "./routes";

startI18n();
const root = document.getElementById("root");
if (root) createRoot(root).render(<App queries={makeQueries()} router={createBrowserRouter(routes)} />);
