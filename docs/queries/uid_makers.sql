-- Who made the UIDs
-- Whose software gave instances their UIDs, and which maker do these instances name?
select coalesce(organization, root) as maker_of_uids, sum(uids) as uids, list_sort(list_distinct(flatten(list(manufacturers)))) as manufacturers
from uid_roots
where keyword = 'SOPInstanceUID'
group by maker_of_uids
order by uids desc, maker_of_uids;
