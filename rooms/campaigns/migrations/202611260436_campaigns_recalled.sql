-- When a launch was last called back (撤回下发): a unit that signs too late is told so.
ALTER TABLE campaign ADD COLUMN recalled_at BIGINT;
