-- Lesions
-- Which lesions are tracked, where, and do they have a segment?
select PatientID, trackingIdentifier, finding.CodeMeaning as finding, findingSite.CodeMeaning as site, measurements, segmentationInstanceUID is not null as has_segment
from measurement_groups
order by PatientID, trackingIdentifier, source_uri, container_number, measurementGroup_number;
