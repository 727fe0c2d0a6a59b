-- every_row_has_a_key: a row is an object of a source, in one version.
-- Reads: SOPInstanceUID
select source_uri, source_etag
from dicom_all
where source_uri is null or source_etag is null
