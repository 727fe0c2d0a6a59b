-- Modalities
-- How many patients, studies, series and instances has each modality, and how many bytes?
select Modality, patients, studies, series, instances, round(bytes / 1e6, 1) as size_mb
from modality_index
order by instances desc, Modality;
