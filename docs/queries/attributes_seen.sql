-- How much of the standard there is
-- How many attributes of each VR does the archive have?
select vr, count(*) filter (is_seen) as seen, count(*) as attributes
from standard_coverage
where not is_retired
group by vr
order by seen desc, vr;
