-- Campaigns learns of the reports that were begun before it asked.
INSERT INTO begun_report (due, unit, begun_at)
  SELECT due, unit, COALESCE(first_submitted_at, 0) FROM report;
