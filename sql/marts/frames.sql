-- frames: the frames of all images, with what the standard gives per frame.
-- Grain: one row per stored image (an object with Rows) and frame.
-- Source: dicom_all.
-- Caveats: a value is that of the frame's functional groups, or else of the shared ones, or else of the data set, which holds for all frames
--   (the position for an image of one frame only). Of an item's repetitions the first counts. An image without functional groups has
--   NumberOfFrames frames, at most 10,000 here, since the number comes from a stranger.
-- Reads: SOPInstanceUID, SeriesInstanceUID, StudyInstanceUID, SOPClassUID, Modality, NumberOfFrames, Rows, Columns, EchoTime,
--   InstanceNumber, AcquisitionDateTime, ImagePositionPatient,
--   SharedFunctionalGroupsSequence.PlanePositionSequence.ImagePositionPatient,
--   PerFrameFunctionalGroupsSequence.PlanePositionSequence.ImagePositionPatient, ImageOrientationPatient,
--   SharedFunctionalGroupsSequence.PlaneOrientationSequence.ImageOrientationPatient,
--   PerFrameFunctionalGroupsSequence.PlaneOrientationSequence.ImageOrientationPatient, PixelSpacing,
--   SharedFunctionalGroupsSequence.PixelMeasuresSequence.PixelSpacing,
--   PerFrameFunctionalGroupsSequence.PixelMeasuresSequence.PixelSpacing, SliceThickness,
--   SharedFunctionalGroupsSequence.PixelMeasuresSequence.SliceThickness,
--   PerFrameFunctionalGroupsSequence.PixelMeasuresSequence.SliceThickness, SharedFunctionalGroupsSequence.FrameContentSequence.StackID,
--   PerFrameFunctionalGroupsSequence.FrameContentSequence.StackID,
--   SharedFunctionalGroupsSequence.FrameContentSequence.InStackPositionNumber,
--   PerFrameFunctionalGroupsSequence.FrameContentSequence.InStackPositionNumber,
--   SharedFunctionalGroupsSequence.FrameContentSequence.TemporalPositionIndex,
--   PerFrameFunctionalGroupsSequence.FrameContentSequence.TemporalPositionIndex,
--   SharedFunctionalGroupsSequence.FrameContentSequence.DimensionIndexValues,
--   PerFrameFunctionalGroupsSequence.FrameContentSequence.DimensionIndexValues,
--   SharedFunctionalGroupsSequence.FrameContentSequence.FrameAcquisitionDateTime,
--   PerFrameFunctionalGroupsSequence.FrameContentSequence.FrameAcquisitionDateTime,
--   SharedFunctionalGroupsSequence.FrameContentSequence.FrameReferenceDateTime,
--   PerFrameFunctionalGroupsSequence.FrameContentSequence.FrameReferenceDateTime,
--   SharedFunctionalGroupsSequence.FrameContentSequence.FrameAcquisitionDuration,
--   PerFrameFunctionalGroupsSequence.FrameContentSequence.FrameAcquisitionDuration,
--   SharedFunctionalGroupsSequence.FrameContentSequence.CardiacCyclePosition,
--   PerFrameFunctionalGroupsSequence.FrameContentSequence.CardiacCyclePosition,
--   SharedFunctionalGroupsSequence.CardiacSynchronizationSequence.NominalCardiacTriggerDelayTime,
--   PerFrameFunctionalGroupsSequence.CardiacSynchronizationSequence.NominalCardiacTriggerDelayTime,
--   SharedFunctionalGroupsSequence.CardiacSynchronizationSequence.NominalPercentageOfCardiacPhase,
--   PerFrameFunctionalGroupsSequence.CardiacSynchronizationSequence.NominalPercentageOfCardiacPhase,
--   SharedFunctionalGroupsSequence.MREchoSequence.EffectiveEchoTime, PerFrameFunctionalGroupsSequence.MREchoSequence.EffectiveEchoTime,
--   DiffusionBValue, SharedFunctionalGroupsSequence.MRDiffusionSequence.DiffusionBValue,
--   PerFrameFunctionalGroupsSequence.MRDiffusionSequence.DiffusionBValue, DiffusionGradientOrientation,
--   SharedFunctionalGroupsSequence.MRDiffusionSequence.DiffusionGradientDirectionSequence.DiffusionGradientOrientation,
--   PerFrameFunctionalGroupsSequence.MRDiffusionSequence.DiffusionGradientDirectionSequence.DiffusionGradientOrientation, RescaleSlope,
--   SharedFunctionalGroupsSequence.PixelValueTransformationSequence.RescaleSlope,
--   PerFrameFunctionalGroupsSequence.PixelValueTransformationSequence.RescaleSlope, RescaleIntercept,
--   SharedFunctionalGroupsSequence.PixelValueTransformationSequence.RescaleIntercept,
--   PerFrameFunctionalGroupsSequence.PixelValueTransformationSequence.RescaleIntercept, WindowCenter,
--   SharedFunctionalGroupsSequence.FrameVOILUTSequence.WindowCenter, PerFrameFunctionalGroupsSequence.FrameVOILUTSequence.WindowCenter,
--   WindowWidth, SharedFunctionalGroupsSequence.FrameVOILUTSequence.WindowWidth,
--   PerFrameFunctionalGroupsSequence.FrameVOILUTSequence.WindowWidth,
--   SharedFunctionalGroupsSequence.SegmentIdentificationSequence.ReferencedSegmentNumber,
--   PerFrameFunctionalGroupsSequence.SegmentIdentificationSequence.ReferencedSegmentNumber,
--   SharedFunctionalGroupsSequence.FrameAnatomySequence.FrameLaterality,
--   PerFrameFunctionalGroupsSequence.FrameAnatomySequence.FrameLaterality,
--   SharedFunctionalGroupsSequence.PlanePositionSlideSequence.XOffsetInSlideCoordinateSystem,
--   PerFrameFunctionalGroupsSequence.PlanePositionSlideSequence.XOffsetInSlideCoordinateSystem,
--   SharedFunctionalGroupsSequence.PlanePositionSlideSequence.YOffsetInSlideCoordinateSystem,
--   PerFrameFunctionalGroupsSequence.PlanePositionSlideSequence.YOffsetInSlideCoordinateSystem,
--   SharedFunctionalGroupsSequence.PlanePositionSlideSequence.ColumnPositionInTotalImagePixelMatrix,
--   PerFrameFunctionalGroupsSequence.PlanePositionSlideSequence.ColumnPositionInTotalImagePixelMatrix,
--   SharedFunctionalGroupsSequence.PlanePositionSlideSequence.RowPositionInTotalImagePixelMatrix,
--   PerFrameFunctionalGroupsSequence.PlanePositionSlideSequence.RowPositionInTotalImagePixelMatrix,
--   SharedFunctionalGroupsSequence.DerivationImageSequence.SourceImageSequence.ReferencedSOPInstanceUID,
--   PerFrameFunctionalGroupsSequence.DerivationImageSequence.SourceImageSequence.ReferencedSOPInstanceUID
create view frames as
with images as (
  select
    *,
    SharedFunctionalGroupsSequence[1] as shared,
    if(
      len(PerFrameFunctionalGroupsSequence) > 0,
      len(PerFrameFunctionalGroupsSequence),
      greatest(1, least(coalesce(NumberOfFrames, 1), 10000))
    ) as frames_of_image
  from dicom_all
  where Rows is not null
),
numbered as (
  select *, unnest(range(1, frames_of_image + 1)) as frame_number
  from images
),
merged as (
  select *, PerFrameFunctionalGroupsSequence[frame_number] as frame
  from numbered
)
select
  source_uri,
  SOPInstanceUID,
  SeriesInstanceUID,
  StudyInstanceUID,
  SOPClassUID,
  Modality,
  InstanceNumber,
  frame_number,
  NumberOfFrames,
  len(PerFrameFunctionalGroupsSequence) > 0 as has_functional_groups,
  Rows,
  Columns,
  coalesce(frame.PlanePositionSequence[1].ImagePositionPatient, shared.PlanePositionSequence[1].ImagePositionPatient, if(frames_of_image = 1, ImagePositionPatient, null)) as ImagePositionPatient,
  coalesce(frame.PlaneOrientationSequence[1].ImageOrientationPatient, shared.PlaneOrientationSequence[1].ImageOrientationPatient, ImageOrientationPatient) as ImageOrientationPatient,
  coalesce(frame.PixelMeasuresSequence[1].PixelSpacing, shared.PixelMeasuresSequence[1].PixelSpacing, PixelSpacing) as PixelSpacing,
  coalesce(frame.PixelMeasuresSequence[1].SliceThickness, shared.PixelMeasuresSequence[1].SliceThickness, SliceThickness) as SliceThickness,
  coalesce(frame.FrameContentSequence[1].StackID, shared.FrameContentSequence[1].StackID) as StackID,
  coalesce(frame.FrameContentSequence[1].InStackPositionNumber, shared.FrameContentSequence[1].InStackPositionNumber) as InStackPositionNumber,
  coalesce(frame.FrameContentSequence[1].TemporalPositionIndex, shared.FrameContentSequence[1].TemporalPositionIndex) as TemporalPositionIndex,
  coalesce(frame.FrameContentSequence[1].DimensionIndexValues, shared.FrameContentSequence[1].DimensionIndexValues) as DimensionIndexValues,
  coalesce(frame.FrameContentSequence[1].FrameAcquisitionDateTime, shared.FrameContentSequence[1].FrameAcquisitionDateTime) as FrameAcquisitionDateTime,
  coalesce(frame.FrameContentSequence[1].FrameReferenceDateTime, shared.FrameContentSequence[1].FrameReferenceDateTime) as FrameReferenceDateTime,
  coalesce(frame.FrameContentSequence[1].FrameAcquisitionDuration, shared.FrameContentSequence[1].FrameAcquisitionDuration) as FrameAcquisitionDuration,
  coalesce(frame.FrameContentSequence[1].CardiacCyclePosition, shared.FrameContentSequence[1].CardiacCyclePosition) as CardiacCyclePosition,
  coalesce(frame.CardiacSynchronizationSequence[1].NominalCardiacTriggerDelayTime, shared.CardiacSynchronizationSequence[1].NominalCardiacTriggerDelayTime) as NominalCardiacTriggerDelayTime,
  coalesce(frame.CardiacSynchronizationSequence[1].NominalPercentageOfCardiacPhase, shared.CardiacSynchronizationSequence[1].NominalPercentageOfCardiacPhase) as NominalPercentageOfCardiacPhase,
  coalesce(frame.MREchoSequence[1].EffectiveEchoTime, shared.MREchoSequence[1].EffectiveEchoTime, EchoTime) as EffectiveEchoTime,
  coalesce(frame.MRDiffusionSequence[1].DiffusionBValue, shared.MRDiffusionSequence[1].DiffusionBValue, DiffusionBValue) as DiffusionBValue,
  coalesce(frame.MRDiffusionSequence[1].DiffusionGradientDirectionSequence[1].DiffusionGradientOrientation, shared.MRDiffusionSequence[1].DiffusionGradientDirectionSequence[1].DiffusionGradientOrientation, DiffusionGradientOrientation) as DiffusionGradientOrientation,
  coalesce(frame.PixelValueTransformationSequence[1].RescaleSlope, shared.PixelValueTransformationSequence[1].RescaleSlope, RescaleSlope) as RescaleSlope,
  coalesce(frame.PixelValueTransformationSequence[1].RescaleIntercept, shared.PixelValueTransformationSequence[1].RescaleIntercept, RescaleIntercept) as RescaleIntercept,
  coalesce(frame.FrameVOILUTSequence[1].WindowCenter, shared.FrameVOILUTSequence[1].WindowCenter, WindowCenter) as WindowCenter,
  coalesce(frame.FrameVOILUTSequence[1].WindowWidth, shared.FrameVOILUTSequence[1].WindowWidth, WindowWidth) as WindowWidth,
  coalesce(frame.SegmentIdentificationSequence[1].ReferencedSegmentNumber, shared.SegmentIdentificationSequence[1].ReferencedSegmentNumber) as ReferencedSegmentNumber,
  coalesce(frame.FrameAnatomySequence[1].FrameLaterality, shared.FrameAnatomySequence[1].FrameLaterality) as FrameLaterality,
  coalesce(frame.PlanePositionSlideSequence[1].XOffsetInSlideCoordinateSystem, shared.PlanePositionSlideSequence[1].XOffsetInSlideCoordinateSystem) as XOffsetInSlideCoordinateSystem,
  coalesce(frame.PlanePositionSlideSequence[1].YOffsetInSlideCoordinateSystem, shared.PlanePositionSlideSequence[1].YOffsetInSlideCoordinateSystem) as YOffsetInSlideCoordinateSystem,
  coalesce(frame.PlanePositionSlideSequence[1].ColumnPositionInTotalImagePixelMatrix, shared.PlanePositionSlideSequence[1].ColumnPositionInTotalImagePixelMatrix) as ColumnPositionInTotalImagePixelMatrix,
  coalesce(frame.PlanePositionSlideSequence[1].RowPositionInTotalImagePixelMatrix, shared.PlanePositionSlideSequence[1].RowPositionInTotalImagePixelMatrix) as RowPositionInTotalImagePixelMatrix,
  coalesce(
    frame.DerivationImageSequence[1].SourceImageSequence[1].ReferencedSOPInstanceUID,
    shared.DerivationImageSequence[1].SourceImageSequence[1].ReferencedSOPInstanceUID
  ) as source_SOPInstanceUID
from merged;
comment on view frames is 'Frames of images: one row per stored image and frame.';
comment on column frames.source_uri is 'Where the object is; key with frame_number';
comment on column frames.SOPInstanceUID is 'SOP Instance UID';
comment on column frames.SeriesInstanceUID is 'Series Instance UID';
comment on column frames.StudyInstanceUID is 'Study Instance UID';
comment on column frames.SOPClassUID is 'SOP class';
comment on column frames.Modality is 'Modality';
comment on column frames.InstanceNumber is 'Number of the image in its series';
comment on column frames.frame_number is 'Number of the frame, from 1';
comment on column frames.NumberOfFrames is 'Frames of the image as it says; NULL for most single frames';
comment on column frames.has_functional_groups is 'The image has per-frame functional groups';
comment on column frames.Rows is 'Rows';
comment on column frames.Columns is 'Columns';
comment on column frames.ImagePositionPatient is 'Position of the upper left pixel in mm';
comment on column frames.ImageOrientationPatient is 'Direction cosines of rows and columns';
comment on column frames.PixelSpacing is 'Distances between rows and columns in mm';
comment on column frames.SliceThickness is 'Slice thickness in mm';
comment on column frames.StackID is 'Stack that the frame belongs to';
comment on column frames.InStackPositionNumber is 'Place in the stack';
comment on column frames.TemporalPositionIndex is 'Place in time';
comment on column frames.DimensionIndexValues is 'Indexes of the frame in the dimensions of the image';
comment on column frames.FrameAcquisitionDateTime is 'Start of the acquisition, as ISO text';
comment on column frames.FrameReferenceDateTime is 'Time the frame stands for, as ISO text';
comment on column frames.FrameAcquisitionDuration is 'Duration in ms';
comment on column frames.CardiacCyclePosition is 'END_SYSTOLE, END_DIASTOLE or UNDETERMINED';
comment on column frames.NominalCardiacTriggerDelayTime is 'Delay after the R peak in ms';
comment on column frames.NominalPercentageOfCardiacPhase is 'Percentage of the cardiac cycle';
comment on column frames.EffectiveEchoTime is 'Echo time in ms; EchoTime of a single-frame image';
comment on column frames.DiffusionBValue is 'b-value in s/mm2';
comment on column frames.DiffusionGradientOrientation is 'Direction of the diffusion gradient';
comment on column frames.RescaleSlope is 'Slope from stored values to the unit of the image';
comment on column frames.RescaleIntercept is 'Intercept of the same';
comment on column frames.WindowCenter is 'Window centers';
comment on column frames.WindowWidth is 'Window widths';
comment on column frames.ReferencedSegmentNumber is 'Segments that a frame of a segmentation shows';
comment on column frames.FrameLaterality is 'Laterality of the anatomy shown';
comment on column frames.XOffsetInSlideCoordinateSystem is 'Tile on the slide: X in mm';
comment on column frames.YOffsetInSlideCoordinateSystem is 'Tile on the slide: Y in mm';
comment on column frames.ColumnPositionInTotalImagePixelMatrix is 'Tile in the whole image: first column';
comment on column frames.RowPositionInTotalImagePixelMatrix is 'Tile in the whole image: first row';
comment on column frames.source_SOPInstanceUID is 'First image that the frame was derived from';
