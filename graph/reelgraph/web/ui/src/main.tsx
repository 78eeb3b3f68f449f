import "./style.css";

import { render } from "preact";

import { writingToken } from "./api";
import { App } from "./app";

writingToken(); // takes it out of the address before anything reads or copies that
const place = document.getElementById("app");
if (place) render(<App />, place);
