-- A list is walked in its order along one of these, whatever the filter (decision 71): a unit's, a campaign's, a measure's, all.
DROP INDEX activity_unit_starts_on;
CREATE INDEX activity_unit_starts_on ON activity (unit, starts_on, id);
CREATE INDEX activity_starts_on ON activity (starts_on, id);
CREATE INDEX activity_standing ON activity (starts_on, id) WHERE is_standing;
CREATE INDEX activity_name ON activity (name, id);

ALTER TABLE activity_campaign ADD COLUMN starts_on TEXT NOT NULL DEFAULT '';
UPDATE activity_campaign SET starts_on = (SELECT a.starts_on FROM activity a WHERE a.id = activity_campaign.activity);
DROP INDEX activity_campaign_campaign;
CREATE INDEX activity_campaign_campaign ON activity_campaign (campaign, starts_on, activity);

ALTER TABLE activity_quantity ADD COLUMN starts_on TEXT NOT NULL DEFAULT '';
UPDATE activity_quantity SET starts_on = (SELECT a.starts_on FROM activity a WHERE a.id = activity_quantity.activity);
CREATE INDEX activity_quantity_measure ON activity_quantity (measure, starts_on, activity);
