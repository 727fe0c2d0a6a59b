-- SOP classes
-- Which kinds of objects are there, by the names of the standard?
select sop_class_name, SOPClassUID, Modality, series, instances
from modality_mix
order by instances desc, SOPClassUID, Modality;
