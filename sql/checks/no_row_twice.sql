-- no_row_twice: an object in one version has one row, whatever modality it was filed under.
-- Reads: SOPInstanceUID
select source_uri, source_etag, count(*) as rows_of_object
from dicom_all
group by source_uri, source_etag
having count(*) > 1
