-- Attributes of IODs
-- Which attributes that CT images may have do ours have, and how often?
select module, usage, keyword, type, present, instances
from iod_coverage
where SOPClassUID = '1.2.840.10008.5.1.4.1.1.2' and present > 0
order by present desc, module, keyword;
