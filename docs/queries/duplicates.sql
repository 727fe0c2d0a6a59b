-- Copies and conflicts
-- Which instances are here several times: the same, or with another content under the same UID?
select kind, count(distinct SOPInstanceUID) as instances, count(*) as objects
from duplicate_instances
group by kind
order by kind;
