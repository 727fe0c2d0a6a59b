-- Private attributes
-- Whose private elements are there?
select creator.Creator as creator, count(*) as instances, sum(creator.Count) as elements
from (select unnest(PrivateTags) as creator from dicom_metadata)
group by creator.Creator
order by instances desc, creator;
