-- rt_rois: the regions of RT structure sets.
-- Grain: one row per stored object with a StructureSetROISequence and item of it.
-- Source: dicom_all.
-- Caveats: observation and contours are those that refer to the region's number; of several observations the first counts, beside their number.
-- Needs: StructureSetROISequence
-- Reads: PatientID, StudyInstanceUID, SeriesInstanceUID, SOPInstanceUID, StructureSetLabel,
--   StructureSetROISequence.ROINumber, StructureSetROISequence.ROIName, StructureSetROISequence.ROIDescription,
--   StructureSetROISequence.ROIGenerationAlgorithm, StructureSetROISequence.ROIVolume,
--   StructureSetROISequence.ReferencedFrameOfReferenceUID,
--   RTROIObservationsSequence.ReferencedROINumber, RTROIObservationsSequence.RTROIInterpretedType,
--   RTROIObservationsSequence.ROIObservationLabel, RTROIObservationsSequence.RTROIIdentificationCodeSequence.CodeValue,
--   RTROIObservationsSequence.RTROIIdentificationCodeSequence.CodingSchemeDesignator,
--   RTROIObservationsSequence.RTROIIdentificationCodeSequence.CodeMeaning,
--   ROIContourSequence.ReferencedROINumber, ROIContourSequence.ROIDisplayColor, ROIContourSequence.ContourSequence.ContourGeometricType,
--   ROIContourSequence.ContourSequence.NumberOfContourPoints
create view rt_rois as
with rois as (
  select
    source_uri,
    PatientID,
    StudyInstanceUID,
    SeriesInstanceUID,
    SOPInstanceUID,
    StructureSetLabel,
    RTROIObservationsSequence,
    ROIContourSequence,
    unnest(StructureSetROISequence) as roi
  from dicom_all
),
joined as (
  select
    *,
    list_filter(RTROIObservationsSequence, lambda item : item.ReferencedROINumber = roi.ROINumber) as observations,
    list_filter(ROIContourSequence, lambda item : item.ReferencedROINumber = roi.ROINumber)[1] as contour
  from rois
)
select
  source_uri,
  PatientID,
  StudyInstanceUID,
  SeriesInstanceUID,
  SOPInstanceUID,
  StructureSetLabel,
  roi.ROINumber as ROINumber,
  roi.ROIName as ROIName,
  roi.ROIDescription as ROIDescription,
  roi.ROIGenerationAlgorithm as ROIGenerationAlgorithm,
  roi.ROIVolume as ROIVolume,
  roi.ReferencedFrameOfReferenceUID as ReferencedFrameOfReferenceUID,
  observations[1].RTROIInterpretedType as RTROIInterpretedType,
  observations[1].ROIObservationLabel as ROIObservationLabel,
  code_item(observations[1].RTROIIdentificationCodeSequence) as RTROIIdentificationCode,
  coalesce(len(observations), 0) as observations,
  contour.ROIDisplayColor as ROIDisplayColor,
  coalesce(len(contour.ContourSequence), 0) as contours,
  coalesce(list_sum(list_transform(contour.ContourSequence, lambda item : item.NumberOfContourPoints)), 0)::bigint as contour_points,
  list_sort(list_distinct(list_transform(contour.ContourSequence, lambda item : item.ContourGeometricType))) as contour_types
from joined;
comment on view rt_rois is 'Regions of RT structure sets: one row per object and region.';
comment on column rt_rois.source_uri is 'Where the object is; key with ROINumber';
comment on column rt_rois.PatientID is 'Patient ID';
comment on column rt_rois.StudyInstanceUID is 'Study Instance UID';
comment on column rt_rois.SeriesInstanceUID is 'Series Instance UID';
comment on column rt_rois.SOPInstanceUID is 'SOP Instance UID';
comment on column rt_rois.StructureSetLabel is 'Label of the structure set';
comment on column rt_rois.ROINumber is 'Number of the region in the object';
comment on column rt_rois.ROIName is 'Name of the region';
comment on column rt_rois.ROIDescription is 'Description of the region';
comment on column rt_rois.ROIGenerationAlgorithm is 'AUTOMATIC, SEMIAUTOMATIC or MANUAL';
comment on column rt_rois.ROIVolume is 'Volume in cubic centimetres, as recorded';
comment on column rt_rois.ReferencedFrameOfReferenceUID is 'Frame of reference of the contours';
comment on column rt_rois.RTROIInterpretedType is 'Type: EXTERNAL, PTV, ORGAN, …';
comment on column rt_rois.ROIObservationLabel is 'Label of the observation';
comment on column rt_rois.RTROIIdentificationCode is 'What the region is, a code as STRUCT';
comment on column rt_rois.observations is 'Observations of the region';
comment on column rt_rois.ROIDisplayColor is 'Colour: red, green, blue';
comment on column rt_rois.contours is 'Contours of the region';
comment on column rt_rois.contour_points is 'Points of the contours';
comment on column rt_rois.contour_types is 'Distinct geometric types of the contours';
