-- Date and time of the pairs that the standard splits, such as StudyDate and StudyTime.
-- Caveats: NULL when the date is missing; a missing time counts as midnight.
create macro dicom_at(day, clock) as day + coalesce(clock, time '00:00:00');
comment on macro dicom_at is 'TIMESTAMP of a DATE and a TIME, such as StudyDate and StudyTime of dicom_all; midnight where the time is missing.';
