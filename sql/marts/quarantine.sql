-- quarantine: the objects that could not be read, and why.
-- Grain: one row per object in quarantine.
-- Source: lake_quarantine.
-- Caveats: an object that is loaded later, or is gone, leaves the quarantine.
create view quarantine as
select
  source_uri,
  source_etag,
  source_size,
  source_modified_at,
  stage,
  reason_code,
  message,
  attempts,
  first_seen_at,
  last_seen_at,
  refresh_id
from lake_quarantine;
comment on view quarantine is 'Objects that could not be read: one row per object.';
comment on column quarantine.source_uri is 'Where the object is';
comment on column quarantine.source_etag is 'Version of the object as its source tells it';
comment on column quarantine.source_size is 'Size of the object in bytes';
comment on column quarantine.source_modified_at is 'Time of the last change, as the source says';
comment on column quarantine.stage is 'Step that failed: list, fetch or read';
comment on column quarantine.reason_code is 'Why, as one of a fixed set of codes';
comment on column quarantine.message is 'What was found; never a value of the object';
comment on column quarantine.attempts is 'Refreshes that tried the object';
comment on column quarantine.first_seen_at is 'First failure';
comment on column quarantine.last_seen_at is 'Latest failure';
comment on column quarantine.refresh_id is 'Refresh of the latest failure';
