-- refreshes: every refresh of the lake, and what it did.
-- Grain: one row per refresh.
-- Source: lake_refreshes.
-- Caveats: a refresh that was killed has a row once the next one ran, without counts. The counts of one that failed are those of the work it had done. Refreshes that changed nothing, or failed, since this warehouse was published are in the lake alone.
create view refreshes as
select
  refresh_id,
  started_at,
  ended_at,
  date_diff('millisecond', started_at, ended_at) / 1000.0 as duration_s,
  outcome,
  error,
  error_message,
  triggered_by,
  sources,
  listed,
  new_objects,
  changed_objects,
  gone_objects,
  unchanged,
  sampled_out,
  sample,
  loaded,
  quarantined,
  case when outcome = 'done' then listed - loaded - quarantined - unchanged - coalesce(sampled_out, 0) end as unaccounted,
  bytes_read,
  header_bytes,
  requests,
  retried,
  commits,
  parts_written,
  peak_memory_bytes,
  stages,
  program_version,
  options,
  lake_version_before,
  lake_version_after
from lake_refreshes;
comment on view refreshes is 'Refreshes of the lake: one row per refresh.';
comment on column refreshes.refresh_id is 'Key';
comment on column refreshes.started_at is 'Start';
comment on column refreshes.ended_at is 'End of the last step before the row was written';
comment on column refreshes.duration_s is 'ended_at - started_at in seconds';
comment on column refreshes.outcome is 'done, failed, refused, cancelled or killed';
comment on column refreshes.error is 'Kind of the failure; NULL when done';
comment on column refreshes.error_message is 'What was found and expected; never a value of an object';
comment on column refreshes.triggered_by is 'hand or schedule';
comment on column refreshes.sources is 'URIs of the sources covered';
comment on column refreshes.listed is 'Objects found at the sources';
comment on column refreshes.new_objects is 'Objects not known before';
comment on column refreshes.changed_objects is 'Objects known in another version';
comment on column refreshes.gone_objects is 'Objects known and no longer found; their rows are removed';
comment on column refreshes.unchanged is 'Objects known and the same';
comment on column refreshes.sampled_out is 'Objects left out because enough of their series were there (--sample)';
comment on column refreshes.sample is 'N-per-series: rows with this refresh_id are a sample of their series; NULL when all objects were read';
comment on column refreshes.loaded is 'Objects whose rows the refresh wrote';
comment on column refreshes.quarantined is 'Objects that the refresh could not read';
comment on column refreshes.unaccounted is 'listed - loaded - quarantined - unchanged - sampled_out of a refresh that is done: 0, or something was lost';
comment on column refreshes.bytes_read is 'Bytes fetched from the sources';
comment on column refreshes.header_bytes is 'Bytes of the headers loaded, deflated ones as inflated';
comment on column refreshes.requests is 'Reads of files and requests to buckets';
comment on column refreshes.retried is 'Readings that failed in a way that may pass, and were tried again';
comment on column refreshes.commits is 'Steps in which the table of instances was committed';
comment on column refreshes.parts_written is 'Parquet parts written';
comment on column refreshes.peak_memory_bytes is 'Largest resident memory of the process';
comment on column refreshes.stages is 'Wall-clock seconds by stage';
comment on column refreshes.program_version is 'Version of the program';
comment on column refreshes.options is 'Options as JSON';
comment on column refreshes.lake_version_before is 'Version of the table of instances before';
comment on column refreshes.lake_version_after is 'Version of the table of instances after';
