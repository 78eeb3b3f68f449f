// The style sheet that the questions, the editor and the review share.

import sheet from "sheet:./query.css";
import { withSheet } from "../sheet";

void withSheet(sheet);
