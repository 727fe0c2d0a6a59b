-- Sources
-- What comes from each source of the archive? (What collections are to the Imaging Data Commons.)
select source, count(distinct Modality) as modalities, sum(instances) as instances
from attribute_counts
where keyword is null
group by source
order by source;
