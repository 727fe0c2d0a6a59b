-- refreshes: every refresh of the lake, and what it did.
-- Grain: one row per refresh.
-- Source: lake_refreshes.
-- Caveats: a refresh that was killed left no row; of one that failed the counts say how far it came. The row is written before the
-- warehouse is built, so duration_s ends with the commit.
create view refreshes as
select
  refresh_id,
  started_at,
  ended_at,
  date_diff('millisecond', started_at, ended_at) / 1000.0 as duration_s,
  outcome,
  error,
  triggered_by,
  sources,
  listed,
  new_objects,
  changed_objects,
  gone_objects,
  unchanged,
  loaded,
  quarantined,
  listed - loaded - quarantined - unchanged as unaccounted,
  bytes_read,
  header_bytes,
  requests,
  parts_written,
  peak_memory_bytes,
  stages,
  lake_version_before,
  lake_version_after,
  program_version,
  options
from lake_refreshes;
comment on view refreshes is 'Refreshes of the lake: one row per refresh.';
comment on column refreshes.refresh_id is 'Key';
comment on column refreshes.started_at is 'Start';
comment on column refreshes.ended_at is 'End of the commit, or of the failure';
comment on column refreshes.duration_s is 'Seconds from start to commit';
comment on column refreshes.outcome is 'done, failed or cancelled';
comment on column refreshes.error is 'Kind of the failure; NULL when done';
comment on column refreshes.triggered_by is 'hand or schedule';
comment on column refreshes.sources is 'URIs of the sources covered';
comment on column refreshes.listed is 'Objects found';
comment on column refreshes.new_objects is 'Objects not known before';
comment on column refreshes.changed_objects is 'Objects known with another etag';
comment on column refreshes.gone_objects is 'Objects no longer there, whose rows it removed';
comment on column refreshes.unchanged is 'Objects that an earlier refresh had dealt with';
comment on column refreshes.loaded is 'New or changed objects whose rows it wrote';
comment on column refreshes.quarantined is 'Objects that it could not read';
comment on column refreshes.unaccounted is 'listed - loaded - quarantined - unchanged: 0, or the refresh did not end';
comment on column refreshes.bytes_read is 'Bytes fetched from the sources';
comment on column refreshes.header_bytes is 'Bytes of the headers loaded: the least that had to be fetched';
comment on column refreshes.requests is 'Reads of files and requests to buckets';
comment on column refreshes.parts_written is 'Parquet parts written';
comment on column refreshes.peak_memory_bytes is 'Largest resident memory of the process, in bytes';
comment on column refreshes.stages is 'Wall-clock seconds by stage, in order';
comment on column refreshes.lake_version_before is 'Version of the table of instances before';
comment on column refreshes.lake_version_after is 'Version of the table of instances after';
comment on column refreshes.program_version is 'Version of the program';
comment on column refreshes.options is 'Options as JSON';
