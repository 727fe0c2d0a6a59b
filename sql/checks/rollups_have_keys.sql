-- rollups_have_keys: a rollup has one row per value of its key.
select 'series_index' as rollup_name, SeriesInstanceUID as key from series_index group by all having count(*) > 1
union all
select 'study_index', StudyInstanceUID from study_index group by all having count(*) > 1
union all
select 'patient_index', concat_ws(' / ', IssuerOfPatientID, PatientID) from patient_index group by IssuerOfPatientID, PatientID having count(*) > 1
union all
select 'tag_coverage', keyword from tag_coverage group by Modality, keyword having count(*) > 1
union all
select 'ct_index', SeriesInstanceUID from ct_index group by all having count(*) > 1
union all
select 'mr_index', SeriesInstanceUID from mr_index group by all having count(*) > 1
union all
select 'pt_index', SeriesInstanceUID from pt_index group by all having count(*) > 1
union all
select 'sm_index', SeriesInstanceUID from sm_index group by all having count(*) > 1
union all
select 'seg_index', SeriesInstanceUID from seg_index group by all having count(*) > 1
union all
select 'rtstruct_index', SeriesInstanceUID from rtstruct_index group by all having count(*) > 1
union all
select 'contrast_index', SeriesInstanceUID from contrast_index group by all having count(*) > 1
union all
select 'volume_geometry_index', SeriesInstanceUID from volume_geometry_index group by all having count(*) > 1
union all
select 'segmentations', source_uri from segmentations group by source_uri, SegmentNumber having count(*) > 1 and SegmentNumber is not null
union all
select 'measurement_groups', source_uri
from measurement_groups group by source_uri, container_number, measurementGroup_number having count(*) > 1
union all
select 'quantitative_measurements', source_uri
from quantitative_measurements group by source_uri, container_number, measurementGroup_number, item_number having count(*) > 1
union all
select 'qualitative_measurements', source_uri
from qualitative_measurements group by source_uri, container_number, measurementGroup_number, item_number having count(*) > 1
