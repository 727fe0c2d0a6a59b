-- Contrast
-- Which agents were given, in how many series of which modalities?
select agent, modalities, count(*) as series
from (select unnest(ContrastBolusAgent) as agent, modalities from contrast_index)
group by agent, modalities
order by series desc, agent, modalities;
