-- ct_index
select SeriesInstanceUID, KVP, Rows, Columns, SliceThickness, GantryDetectorTilt, ReconstructionDiameter, SpiralPitchFactor, FilterType,
  PixelSpacing_row_mm, PixelSpacing_col_mm, XRayTubeCurrent_min, XRayTubeCurrent_max, Exposure_min, Exposure_max, ExposureTime_min,
  ExposureTime_max, list_contains(varying, 'KVP')::integer, instanceCount
from ct_index;

-- mr_index
select SeriesInstanceUID, MagneticFieldStrength, RepetitionTime, EchoTrainLength, FlipAngle, PixelBandwidth, InversionTime, Rows, Columns,
  MRAcquisitionType, ReceiveCoilName, SequenceName, ImagedNucleus, PixelSpacing_row_mm, PixelSpacing_col_mm, EchoTime, instanceCount
from mr_index;

-- pt_index
select SeriesInstanceUID, Rows, Columns, NumberOfSlices, Units, DecayCorrection, RandomsCorrectionMethod, ReconstructionMethod,
  PixelSpacing_row_mm, PixelSpacing_col_mm, RadionuclideCode, RadionuclideTotalDose, SeriesType, instanceCount
from pt_index;

-- sm_instance_index
select source_uri, SOPInstanceUID, TransferSyntaxUID, PixelSpacing_0, PixelSpacing_1, TotalPixelMatrixColumns,
  coalesce(embeddingMedium_code_designator_value_str, []), coalesce(tissueFixative_code_designator_value_str, []),
  coalesce(staining_usingSubstance_code_designator_value_str, [])
from sm_instance_index;

-- sm_index
select SeriesInstanceUID, ContainerIdentifier, coalesce(staining_usingSubstance_code_designator_value_str, []),
  coalesce(staining_usingSubstance_CodeMeaning, []), max_TotalPixelMatrixColumns, illuminationType_code_designator_value_str,
  primaryAnatomicStructure_code_designator_value_str, instanceCount
from sm_index;

-- segmentations
select source_uri, SegmentNumber, SegmentLabel, SegmentAlgorithmType, SegmentedPropertyCategory, SegmentedPropertyType, AnatomicRegion,
  SegmentAlgorithmName, TrackingID, segmented_SeriesInstanceUID, SegmentationType, TrackingUID, AnatomicRegionModifier,
  SegmentedPropertyTypeModifier
from segmentations;

-- seg_index
select SeriesInstanceUID, total_segments, coalesce(SegmentedPropertyCategory_codes, []), coalesce(SegmentedPropertyType_codes, []),
  segmented_SeriesInstanceUID, AlgorithmType, AlgorithmName, coalesce(SegmentedPropertyCategory_CodeMeanings, []),
  coalesce(SegmentedPropertyType_CodeMeanings, []), coalesce(AnatomicRegion_CodeMeanings, []), coalesce(AnatomicRegion_codes, [])
from seg_index;

-- rtstruct_index
select SeriesInstanceUID, total_rois, ROINames, ROIGenerationAlgorithms, coalesce(RTROIInterpretedTypes, []), referenced_SeriesInstanceUID,
  coalesce(referenced_series_values, 0)
from rtstruct_index;

-- ann_group_index
select source_uri, AnnotationGroupNumber, AnnotationGroupLabel, NumberOfAnnotations, GraphicType, AnnotationPropertyType_code
from ann_group_index;

-- ann_index
select SeriesInstanceUID, AnnotationCoordinateType, referenced_SeriesInstanceUID, instanceCount from ann_index;

-- contrast_index
select SeriesInstanceUID, ContrastBolusAgent, ContrastBolusIngredient, ContrastBolusRoute, instances from contrast_index;

-- volume_geometry_index
select SeriesInstanceUID, slices, single_orientation, orthogonal_orientation, unique_slice_positions, consistent_in_plane_row,
  consistent_in_plane_col, consistent_pixel_spacing, consistent_image_dimensions, uniform_slice_spacing, obliquity_degrees,
  round(slice_spacing_mm, 3), regularly_spaced_3d_volume
from volume_geometry_index;

-- measurement_groups
select source_uri, container_number, measurementGroup_number, trackingIdentifier, finding, findingSite, finding_values, finding_site_values,
  segmentationInstanceUID, segmentationSegmentNumber, measurements, trackingUniqueIdentifier, sourceSegmentedSeriesUID, region_types
from measurement_groups;

-- quantitative_measurements
select source_uri, container_number, measurementGroup_number, item_number, finding, Quantity, Value, Units, derivationModifier,
  findingSite, lateralityModifier
from quantitative_measurements;

-- qualitative_measurements
select source_uri, container_number, measurementGroup_number, item_number, Quantity, Value from qualitative_measurements;

-- patient_conflicts
select IssuerOfPatientID, PatientID, keyword, if(keyword = 'PatientName', rtrim(value, '^= '), value), distinct_values, studies, series, instances
from patient_conflicts;

-- series_conflicts
select level, uid, keyword, if(keyword in ('PatientName', 'ReferringPhysicianName'), rtrim(value, '^= '), value), distinct_values, instances
from series_conflicts where not ends_with(keyword, 'Time');

-- series_variants
select StudyInstanceUID, SeriesInstanceUID, PatientID, IssuerOfPatientID, PatientBirthDate, PatientSex, PatientAge,
  StudyDate, StudyID, StudyDescription, AccessionNumber, nullif(rtrim(ReferringPhysicianName, '^= '), ''), Modality, SOPClassUID, SeriesNumber::varchar,
  SeriesDate, SeriesDescription, ProtocolName, BodyPartExamined, Laterality, PatientPosition, FrameOfReferenceUID, PositionReferenceIndicator,
  Manufacturer, ManufacturerModelName, InstitutionName, StationName, DeviceSerialNumber, array_to_string(SoftwareVersions, '\'),
  PhotometricInterpretation, sum(instances)::bigint, sum(identified)::bigint
from series_variants group by all;

-- duplicate_instances
select SOPInstanceUID, source_uri, objects from duplicate_instances;

-- orphan_references
select source_uri, keyword, referenced, orphans, first_orphan from orphan_references;

-- incomplete_series
select SeriesInstanceUID, first_instance_number, last_instance_number, distinct_instance_numbers, missing_instance_numbers,
  instance_number_gaps[1], slice_gaps, missing_slices
from incomplete_series;

-- frames
select source_uri, frame_number, ImagePositionPatient, ImageOrientationPatient, PixelSpacing, DiffusionBValue, DimensionIndexValues,
  ReferencedSegmentNumber, RescaleSlope, EffectiveEchoTime, NumberOfFrames, Rows, Columns, SliceThickness, StackID, InStackPositionNumber,
  TemporalPositionIndex, FrameAcquisitionDateTime, FrameReferenceDateTime, FrameAcquisitionDuration, CardiacCyclePosition,
  NominalCardiacTriggerDelayTime, NominalPercentageOfCardiacPhase, DiffusionGradientOrientation, RescaleIntercept, WindowCenter, WindowWidth,
  FrameLaterality, XOffsetInSlideCoordinateSystem, YOffsetInSlideCoordinateSystem, ColumnPositionInTotalImagePixelMatrix,
  RowPositionInTotalImagePixelMatrix, source_SOPInstanceUID
from frames;

-- dose_events
select source_uri, item_number, event_kind, irradiation_event_uid, event_type, dose_area_product, dose_rp, kvp, positioner_primary_angle,
  mean_ctdivol, dlp, x_ray_tube_current, exposure, exposure_time, irradiation_duration, pulse_rate, number_of_pulses,
  positioner_secondary_angle, distance_source_to_detector, distance_source_to_isocenter, average_glandular_dose, acquisition_plane,
  acquisition_protocol, target_region, rtrim(rtrim(strftime(started_at, '%Y-%m-%dT%H:%M:%S.%f'), '0'), '.'),
  list_transform(numbers, lambda n : {'code': n.code, 'meaning': n.meaning, 'value': n.value, 'unit': n.unit})
from dose_events;

-- rt_rois
select source_uri, ROINumber, ROIName, ROIGenerationAlgorithm, RTROIInterpretedType, observations, ROIDisplayColor, contours, contour_points,
  ROIDescription, ROIVolume, ReferencedFrameOfReferenceUID, ROIObservationLabel, RTROIIdentificationCode, coalesce(contour_types, [])
from rt_rois;

-- rt_dose_summary
select source_uri, DoseUnits, DoseType, DoseSummationType, DoseGridScaling, NumberOfFrames, coalesce(list_sort(plans), []), histograms,
  TissueHeterogeneityCorrection, Rows, Columns, PixelSpacing, ImagePositionPatient, grid_frame_spacing_mm, coalesce(list_sort(structure_sets), []),
  coalesce(dvhs, [])
from rt_dose_summary;

-- display_windows
select source_uri, window_number, WindowCenter, WindowWidth, RescaleSlope, RescaleIntercept, hounsfield_lowest, hounsfield_highest
from display_windows;

-- code_values
select path, CodingSchemeDesignator, CodeValue, CodeMeaning, uses from code_values;

-- elements
select source_uri, count(*) as sequences, sum(value_count)::bigint as items
from elements where state = 'sequence' group by source_uri;

-- numbers of reports
select source_uri, path, try_cast(value as double) from elements where ends_with(path, 'MeasuredValueSequence[1].NumericValue');

-- standard_coverage
select keyword from standard_coverage where is_seen and keyword <> '' and (tag between '0004' and '7FE0' or tag like '7FXX%');

-- tag_coverage
select Modality, keyword, present, empty
from tag_coverage semi join (from standard_attributes where tag between '0004' and '5000' and vr in ('AE', 'AS', 'CS', 'LO', 'LT', 'PN', 'SH', 'ST', 'UC', 'UI', 'UR', 'UT')) using (keyword)
where present + empty > 0;

-- tag_coverage_by
select value, Modality, keyword, present, empty
from tag_coverage_by semi join (from standard_attributes where tag between '0004' and '5000' and vr in ('AE', 'AS', 'CS', 'LO', 'LT', 'PN', 'SH', 'ST', 'UC', 'UI', 'UR', 'UT')) using (keyword)
where grain = 'sop_class';

-- attribute_counts
select Manufacturer, Modality, keyword, sum(present), sum(empty)
from attribute_counts semi join (from standard_attributes where tag between '0004' and '5000' and vr in ('AE', 'AS', 'CS', 'LO', 'LT', 'PN', 'SH', 'ST', 'UC', 'UI', 'UR', 'UT')) using (keyword)
group by all;

-- nested_coverage
select Modality, path, present, empty from nested_coverage
where vr in ('AE', 'AS', 'CS', 'LO', 'LT', 'PN', 'SH', 'SQ', 'ST', 'UC', 'UI', 'UR', 'UT');

-- attribute_examples
select Modality, keyword, value, instances
from attribute_examples
semi join (from standard_attributes where vr = 'CS' and vm = '1' and tag between '0004' and '5000') using (keyword)
where distinct_values <= 8;

-- covering_series
select distinct keyword from (select unnest(new_keywords) as keyword from covering_series)
semi join (from standard_attributes where tag between '0004' and '5000' and vr in ('AE', 'AS', 'CS', 'LO', 'LT', 'PN', 'SH', 'ST', 'UC', 'UI', 'UR', 'UT')) using (keyword);

-- iod_coverage
select SOPClassUID, module, usage, keyword, type, instances, instances - absent, if(is_text, present, null), if(is_text, empty, null)
from iod_coverage
left join (
  select keyword, bool_or(vr in ('AE', 'AS', 'CS', 'LO', 'LT', 'PN', 'SH', 'ST', 'UC', 'UI', 'UR', 'UT')) as is_text
  from standard_attributes group by all
) using (keyword)
where keyword is null or tag < '5000';

-- private_coverage
select Modality, Manufacturer, ManufacturerModelName, creator, instances, elements, most_elements from private_coverage;

-- standard_group_coverage
select tag_group, attributes, seen, seen_in_data_set, seen_retired, coalesce(seen_keywords, [])
from standard_group_coverage where tag_group between '0004' and '5000';

-- series_index
select SeriesInstanceUID, Modality, modality_values, SOPClassUID, sop_class_uid_values, SeriesDescription, series_description_values,
  Manufacturer, manufacturer_values, TransferSyntaxUID, PhotometricInterpretation, instanceCount, distinct_instances
from series_index;

-- study_index
select StudyInstanceUID, StudyDescription, study_description_values, AccessionNumber, accession_number_values, modalities, series_count, instanceCount
from study_index;

-- patient_index
select IssuerOfPatientID, PatientID, PatientSex, patient_sex_values, modalities, study_count, series_count, instanceCount from patient_index;

-- modality_index
select Modality, instances, series, studies, patients from modality_index;

-- uid_roots
select keyword, sum(uids)::bigint, sum(instances)::bigint from uid_roots where keyword <> 'ImplementationClassUID' group by keyword;
