// SPDX-License-Identifier: MIT
// Judges a CycloneDX 1.5 document on standard input by CycloneDX' own schema, where an unknown key is a mistake, too. A line
// a mistake; exit code 1 where there is one.
import { Spec, Validation } from "@cyclonedx/cyclonedx-library";
import { readFileSync } from "node:fs";

const mistakes = await new Validation.JsonStrictValidator(Spec.Version.v1dot5).validate(readFileSync(0, "utf8"));
for (const { instancePath, message } of mistakes ?? []) console.log(`${instancePath || "/"}: ${message}`);
process.exitCode = mistakes ? 1 : 0;
