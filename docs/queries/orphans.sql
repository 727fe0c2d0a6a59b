-- References to nothing
-- Which kinds of objects refer to instances that are not here?
select Modality, keyword, count(*) as objects, sum(orphans) as orphans, sum(referenced) as referenced
from orphan_references
group by Modality, keyword
order by orphans desc, Modality, keyword;
