-- Groups of the standard
-- Of which groups of attributes is most in the archive?
select tag_group, seen, attributes, round(percent_seen, 1) as percent_seen
from standard_group_coverage
where seen > 0
order by seen desc, tag_group;
