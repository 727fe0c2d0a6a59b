-- refreshes: every refresh of the lake, and what it did.
-- Grain: one row per refresh.
-- Source: lake_refreshes.
-- Caveats: a refresh that was killed left no row.
create view refreshes as
select
  refresh_id,
  started_at,
  ended_at,
  date_diff('millisecond', started_at, ended_at) / 1000.0 as duration_s,
  outcome,
  sources,
  listed,
  loaded,
  quarantined,
  unchanged,
  gone,
  listed - loaded - quarantined - unchanged as unaccounted,
  bytes_read,
  program_version
from lake_refreshes;
comment on view refreshes is 'Refreshes of the lake: one row per refresh.';
comment on column refreshes.refresh_id is 'Key';
comment on column refreshes.started_at is 'Start';
comment on column refreshes.ended_at is 'End';
comment on column refreshes.duration_s is 'Duration in seconds';
comment on column refreshes.outcome is 'How it ended';
comment on column refreshes.sources is 'Folders, files and buckets that it listed';
comment on column refreshes.listed is 'Objects found';
comment on column refreshes.loaded is 'New or changed objects whose rows it wrote';
comment on column refreshes.quarantined is 'Objects that it could not read';
comment on column refreshes.unchanged is 'Objects that an earlier refresh had dealt with';
comment on column refreshes.gone is 'Objects no longer there, whose rows it removed';
comment on column refreshes.unaccounted is 'listed - loaded - quarantined - unchanged: 0, or something was lost';
comment on column refreshes.bytes_read is 'Bytes fetched from the sources';
comment on column refreshes.program_version is 'Version of the program';
