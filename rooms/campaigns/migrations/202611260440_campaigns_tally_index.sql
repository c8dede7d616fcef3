-- The figures of one unit go from its own rows to their place in one campaign.
CREATE INDEX tally_campaign_tally_campaign ON tally_campaign (tally, campaign);
DROP INDEX tally_campaign_tally;
