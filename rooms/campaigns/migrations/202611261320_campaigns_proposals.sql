-- What a 补充通知 was understood to change: `deed` is a proposal as JSON; each is taken into the draft, or left.
CREATE TABLE proposal (
  id TEXT PRIMARY KEY,
  campaign TEXT NOT NULL REFERENCES campaign (id),
  deed TEXT NOT NULL,
  state TEXT NOT NULL,
  source_start BIGINT NOT NULL,
  source_end BIGINT NOT NULL,
  source_text TEXT NOT NULL,
  version BIGINT NOT NULL
);
CREATE INDEX proposal_campaign ON proposal (campaign);
