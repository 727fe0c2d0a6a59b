-- PET series with what SUV needs
-- Of which PET series can standardised uptake values be worked out: dose, start time, weight, units, decay correction?
select
  pt.SeriesInstanceUID,
  pt.Units,
  pt.DecayCorrection,
  pt.RadionuclideCodeMeaning,
  pt.RadionuclideTotalDose / 1e6 as dose_mbq,
  pt.RadiopharmaceuticalStartTime,
  weight.PatientWeight,
  pt.Units = 'BQML' and pt.DecayCorrection in ('START', 'ADMIN') and pt.RadionuclideTotalDose > 0 and weight.PatientWeight > 0 as has_suv
from pt_index as pt
left join (
  select SeriesInstanceUID, min(PatientWeight) as PatientWeight from dicom_all where Modality = 'PT' group by SeriesInstanceUID
) as weight using (SeriesInstanceUID)
order by pt.SeriesInstanceUID;
