import { render } from "preact";
import { App } from "./app.tsx";
import { readSettings } from "./settings.ts";
import "./style/base.css";
import "./style/compose.css";
import "./style/camera.css";
import "./style/dock.css";
import "./style/answer.css";
import "./style/judge.css";
import "./style/race.css";
import "./style/page.css";

render(<App settings={readSettings(location.href)} />, document.getElementById("app")!);
