-- What each unit has of each measure in a campaign, added up when it changes (decision 56): by phase, and over the whole
-- campaign (phase ''), where what stands in several phases counts once.
CREATE TABLE tally_sum (
  unit TEXT NOT NULL REFERENCES unit (id),
  campaign TEXT NOT NULL REFERENCES campaign (id),
  phase TEXT NOT NULL,
  reckoning TEXT NOT NULL,
  measure TEXT NOT NULL,
  split TEXT NOT NULL,
  total BIGINT NOT NULL,
  largest BIGINT NOT NULL,
  sources BIGINT NOT NULL,
  PRIMARY KEY (unit, campaign, phase, reckoning, measure, split)
);
-- Holds every column that the sums over all units need.
CREATE INDEX tally_sum_campaign ON tally_sum (campaign, phase, reckoning, measure, unit, total, largest, sources, split);

-- How often the sums of a unit in a campaign were made anew; whoever does so holds this row.
CREATE TABLE tally_stand (
  campaign TEXT NOT NULL REFERENCES campaign (id),
  unit TEXT NOT NULL REFERENCES unit (id),
  version BIGINT NOT NULL,
  PRIMARY KEY (campaign, unit)
);
CREATE INDEX tally_stand_unit ON tally_stand (unit);

INSERT INTO tally_sum (campaign, phase, unit, measure, split, reckoning, total, largest, sources)
  SELECT campaign, phase, unit, measure, split, reckoning, CAST(SUM(amount) AS BIGINT), MAX(amount), COUNT(DISTINCT source)
  FROM (SELECT DISTINCT t.id, c.campaign, CASE WHEN w.whole = 1 THEN '' ELSE c.phase END AS phase, t.unit, t.measure, t.split,
          r.reckoning, CASE WHEN r.reckoning = 'approved' THEN t.quantity - t.deducted ELSE t.quantity END AS amount,
          t.source_room || '/' || t.source_id AS source
        FROM tally t CROSS JOIN tally_campaign c CROSS JOIN (SELECT 0 AS whole UNION ALL SELECT 1) w
          CROSS JOIN (SELECT 'logged' AS reckoning UNION ALL SELECT 'reported' UNION ALL SELECT 'approved') r
        WHERE t.voided_at IS NULL AND c.tally = t.id AND (w.whole = 1 OR c.phase IS NOT NULL)
          AND (r.reckoning = 'logged' OR c.state = 'approved' OR (r.reckoning = 'reported' AND c.state = 'reported'))) counted
  GROUP BY campaign, phase, unit, measure, split, reckoning;
