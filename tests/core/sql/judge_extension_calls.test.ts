// What a reviewed function of an extension does by one of its arguments: which calls pass, and
// which are refused, by the text alone.

import assert from "node:assert/strict";
import { createGuard } from "../../../core/services/guard.ts";

const guard = createGuard({ checkedAgain: true });

const PASSING = [
  "SELECT ST_Transform(geom, 4326) FROM places",
  "SELECT ST_Transform(geom, 0) FROM places",
  "SELECT gis.ST_Transform(geom, p.srid::int) FROM places p",
  "SELECT ST_Transform(geom, CAST('4326' AS bigint)) FROM places",
  "SELECT ST_Transform(a.geom, ST_SRID(b.geom)) FROM places a, places b",
  "SELECT ST_Buffer(geom, 50000), ST_Buffer(geom, radius) FROM places",
  "SELECT ST_Buffer(geom, 50000, 16), ST_Buffer(geom, 1, 'quad_segs=8 mitre_limit=5.0') FROM places",
  "SELECT ST_Buffer(geom => geom, radius => 5) FROM places",
  "SELECT ST_OffsetCurve(geom, 15, 'quad_segs=4 join=round') FROM places",
  "SELECT ST_CurveToLine(geom), ST_CurveToLine(geom, 32), ST_MinimumBoundingCircle(geom, 8) FROM places",
  "SELECT ST_LineInterpolatePoints(geom, 0.20), ST_LineInterpolatePoints(geom, 0.5, false) FROM places",
  "SELECT ST_LineInterpolatePoints(geom, 100 / ST_Length(geom)) FROM places",
];

const REFUSED = [
  "SELECT ST_Transform(geom, '+init=/etc/passwd:root') FROM places",
  "SELECT ST_Transform(geom, '4326') FROM places",
  "SELECT ST_Transform(geom, p.projection) FROM places p",
  "SELECT ST_Transform(geom, 'EPSG:4326', 4326) FROM places",
  "SELECT gis.ST_Transform(geom, '+proj=longlat +nadgrids=/etc/passwd', 'EPSG:4326') FROM places",
  "SELECT ST_Transform(to_proj => 4326, geom => geom) FROM places",
  "SELECT ST_Transform(geom, '+init=/etc/passwd:root'::app.int4) FROM places",
  "SELECT ST_Transform(geom, (SELECT '+init=/etc/passwd:root')) FROM places",
  "SELECT ST_Transform(geom, VARIADIC ARRAY['+init=/etc/passwd:root']) FROM places",
  "SELECT ST_Buffer(geom, 1, 10000000) FROM places",
  "SELECT ST_Buffer(geom, 1, 'quad_segs=10000000') FROM places",
  "SELECT ST_Buffer(geom, 1, 'quad_' || 'segs=10000000') FROM places",
  "SELECT ST_Buffer(geom, 1, n) FROM places, (VALUES (10000000)) v(n)",
  "SELECT ST_Buffer(quadsegs => 10000000, geom => geom, radius => 5) FROM places",
  "SELECT ST_Buffer(geom, 1, 1e7::int) FROM places",
  "SELECT ST_OffsetCurve(geom, 15, 'quad_segs=10000000') FROM places",
  "SELECT ST_CurveToLine(geom, 30000000) FROM places",
  "SELECT ST_CurveToLine(geom, 0.0000001, 1, 0) FROM places",
  "SELECT ST_MinimumBoundingCircle(geom, 10000000) FROM places",
  "SELECT ST_LineInterpolatePoints(geom, 0.00000003) FROM places",
  "SELECT ST_LineInterpolatePoints(geom, 1 / 1e9) FROM places",
  "SELECT ST_LineInterpolatePoints(geom, f) FROM places, (SELECT 1e-9 AS f) x",
];

Deno.test("what an extension's function is mostly called with is left to the catalogue", async () => {
  for (const sql of PASSING) {
    const verdict = await guard.check(sql);
    assert.equal(verdict.kind, "undecided", `${sql}: ${JSON.stringify(verdict)}`);
  }
});

Deno.test("a file that is named in text, or points without end, are refused, with what to write instead", async () => {
  for (const sql of REFUSED) {
    const verdict = await guard.check(sql);
    assert.equal(verdict.kind, "refuse", sql);
    if (verdict.kind !== "refuse") continue;
    assert.equal(verdict.code, "PGMCP_FUNCTION_NOT_ALLOWED", sql);
    assert.notEqual(verdict.hint, "");
  }
});

Deno.test("what an operator has allowed by its name is called with anything", async () => {
  const allowFunctions = [{ schema: null, name: "st_transform" }];
  const allowing = createGuard({ allowFunctions, checkedAgain: true });
  const verdict = await allowing.check("SELECT ST_Transform(geom, 'EPSG:4326') FROM places");
  assert.equal(verdict.kind, "allow");
});
