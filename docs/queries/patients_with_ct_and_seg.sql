-- Patients with CT and segmentations
-- Which patients have both, so that a model can be trained on them?
select PatientID, IssuerOfPatientID, study_count, series_count, modalities
from patient_index
where list_has_all(modalities, ['CT', 'SEG'])
order by PatientID, IssuerOfPatientID;
