-- no_row_twice: an object in one version has one row, whatever modality it was filed under.
-- Begin: early
-- Reads: SOPInstanceUID
with suspected as (
  -- Hashes are quicker to group by than URIs. Where none repeats, no row does.
  select hash(source_uri, source_etag) as hash
  from dicom_all
  group by hash
  having count(*) > 1
)
select source_uri, source_etag, count(*) as rows_of_object
from dicom_all
where hash(source_uri, source_etag) in (select hash from suspected)
group by source_uri, source_etag
having count(*) > 1
